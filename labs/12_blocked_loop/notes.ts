/**
 * Why each thing in lab 12 happens, tied to the events of its recording.
 *
 * @module
 */

import type { Note } from "../../lib/lab/lab.ts";
import { seconds } from "../../lib/mod.ts";
import * as inGo from "./in_go.ts";
import { quickWaited, refused } from "./seen.ts";

export const notes: readonly Note[] = [
  {
    on: (rec) => rec.first("handler.compute") ?? rec.first("handler.sleep"),
    text: (rec) =>
      rec.first("handler.compute") === undefined
        ? "Another thread computes. The handler awaits it, and everybody else has a turn."
        : "From here on, this thread does nothing else. What arrives stays in the kernel, and what is due is not looked at.",
    go: "runtime proc.go (goroutines are moved to other threads, and preempted)",
    file: "lib/lab/stage.ts",
  },
  {
    on: (rec) => rec.all("rwc.read").find((e) => e.conn === 2),
    text: (rec) =>
      quickWaited(rec) === 0
        ? "The other client's request is read when it arrives."
        : `The other client's request, which has lain in the kernel for ${seconds(quickWaited(rec))}. In ${inGo.version} it waited in ${inGo.cases.waited} of ${inGo.cases.all} recorded cases.`,
    go: "net/http server.go (*Server).Serve",
    file: "lib/http/server/conn.ts",
  },
  {
    on: (rec) => refused(rec) ?? rec.all("rwc.wrote").find((e) => e.conn === 1),
    text: (rec) => {
      const failed = refused(rec);
      return failed === undefined
        ? "The computed answer is on its way."
        : `The deadline passed ${seconds(failed.late ?? 0)} ago, and no timer could say so. A deadline is an instant: the write compares it with the clock.`;
    },
    go: "internal/poll fd_unix.go (*FD).Write",
    file: "lib/net/write_side.ts",
  },
];
