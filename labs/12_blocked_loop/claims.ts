/**
 * What must be true of lab 12's recording at the default knobs.
 *
 * @module
 */

import type { Claim } from "../../lib/lab/lab.ts";
import { blockedFor, quickResult, quickWaited, refused, slowResult } from "./seen.ts";

export const claims: readonly Claim[] = [
  {
    text: "the request of the client in a hurry was sent before the computation, and read after it",
    check: (rec) => {
      const sent = rec.all("client.write").find((e) => e.conn === 2);
      const read = rec.all("rwc.read").find((e) => e.conn === 2);
      const [from, to] = [rec.first("handler.compute"), rec.first("handler.computed")];
      if (sent === undefined || read === undefined || from === undefined || to === undefined)
        return "nothing was computed here";
      return sent.seq < from.seq && read.seq > to.seq && blockedFor(rec) > 0
        ? null
        : `it was read at ${read.t} ms`;
    },
  },
  {
    text: "it got its answer when the computation was over, and not before",
    check: (rec) =>
      quickResult(rec)?.status === 200 && blockedFor(rec) > 0 && quickWaited(rec) >= blockedFor(rec)
        ? null
        : `after ${quickWaited(rec)} ms`,
  },
  {
    text: "nothing at all happened while the handler computed",
    check: (rec) => {
      const [from, to] = [rec.first("handler.compute"), rec.first("handler.computed")];
      if (from === undefined || to === undefined) return "nothing was computed here";
      return to.seq === from.seq + 1 ? null : `${to.seq - from.seq - 1} events`;
    },
  },
  {
    text: "the write deadline passed while the handler computed, and no timer said so before it was done",
    check: (rec) => {
      const armed = rec.all("deadline.set").find((e) => e.conn === 1 && e.which === "write");
      const passed = rec.all("deadline.pass").find((e) => e.conn === 1);
      const done = rec.first("handler.computed");
      if (armed === undefined || done === undefined)
        return "nothing was computed here, or without a deadline";
      if (armed.t + armed.after >= done.t) return "it had not passed by then";
      // Not said at all, where the write that it refuses comes before the timer's turn.
      return passed === undefined || passed.seq > done.seq ? null : `it was said at ${passed.t} ms`;
    },
  },
  {
    text: "the computed answer was refused by the socket, for that deadline, and its client got EOF",
    check: (rec) => {
      const failed = refused(rec);
      if (failed === undefined) return "the socket refused nothing";
      return (failed.late ?? 0) > 0 && slowResult(rec)?.error?.endsWith(": EOF") === true
        ? null
        : `${failed.late} ms, ${slowResult(rec)?.error}`;
    },
  },
];
