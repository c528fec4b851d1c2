/**
 * Why each thing in lab 10 happens, tied to the events of its recording.
 *
 * @module
 */

import type { Note } from "../../lib/lab/lab.ts";
import { seconds } from "../../lib/mod.ts";
import { failedFlush, ownDeadlines, refused } from "./seen.ts";

export const notes: readonly Note[] = [
  {
    on: (rec) => rec.all("deadline.set").find((e) => e.which === "write"),
    text: () => "WriteTimeout is a time for the whole answer, and not for one write of it.",
    go: "net/http server.go (*conn).readRequest",
    file: "lib/http/server/conn_deadlines.ts",
  },
  {
    on: (rec) => ownDeadlines(rec)[0] ?? rec.first("handler.flushed"),
    text: (rec) =>
      ownDeadlines(rec).length > 0
        ? "The handler sets a deadline of its own, in the place of the server's. It holds for this answer alone."
        : "This event has reached the socket, in time. The deadline stands where it stood.",
    go: "net/http responsecontroller.go (*ResponseController).SetWriteDeadline",
    file: "lib/http/server/controller.ts",
  },
  {
    on: (rec) => rec.first("deadline.pass") ?? rec.last("handler.flushed"),
    text: (rec) =>
      rec.first("deadline.pass") === undefined
        ? "The last event, and a deadline that still lies ahead, or none."
        : "Nobody writes at this moment, so nobody is woken. The next who writes will be told. A deadline that is moved now counts as if it had never passed.",
    go: "internal/poll fd_poll_runtime.go setDeadlineImpl",
    file: "lib/net/deadline.ts",
  },
  {
    on: (rec) => refused(rec) ?? rec.last("rwc.wrote"),
    text: (rec) => {
      const failed = refused(rec);
      return failed === undefined
        ? "The socket takes the end of the stream."
        : `${seconds(failed.late ?? 0)} too late, by a deadline that was meant for short answers.`;
    },
    go: "internal/poll fd_unix.go (*FD).Write",
    file: "lib/net/write_side.ts",
  },
  {
    on: (rec) => failedFlush(rec) ?? rec.last("handler.return"),
    text: (rec) =>
      failedFlush(rec) === undefined
        ? "The stream is over, and its handler was told of nothing bad."
        : "A stream that flushes is told, so this handler can stop, and say why.",
    go: "net/http server.go (*response).FlushError",
    file: "lib/http/server/response.ts",
  },
];
