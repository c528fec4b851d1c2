/**
 * Why each thing in lab 11 happens, tied to the events of its recording.
 *
 * @module
 */

import type { Note } from "../../lib/lab/lab.ts";
import { seconds } from "../../lib/mod.ts";
import { doneAt, refused, wasTooLate } from "./seen.ts";

export const notes: readonly Note[] = [
  {
    on: (rec) => rec.first("handler.start"),
    text: () =>
      "This is timeoutHandler. It starts the handler with a writer that keeps the answer in memory, and waits for whichever comes first: the handler, its own limit, or the client's leaving.",
    go: "net/http server.go (*timeoutHandler).ServeHTTP",
    file: "lib/http/server/timeout_handler.ts",
  },
  {
    on: (rec) => rec.first("handler.write"),
    text: (rec) =>
      wasTooLate(rec)
        ? "The limit is over. timeoutHandler writes its own answer to the real ResponseWriter, as any handler would."
        : "The handler is done: what it wrote is copied to the real ResponseWriter, in one write.",
    go: "net/http server.go (*timeoutHandler).ServeHTTP",
    file: "lib/http/server/timeout_handler.ts",
  },
  {
    on: (rec) => rec.first("handler.return"),
    text: (rec) =>
      wasTooLate(rec)
        ? "timeoutHandler returns, and the request is over for the server. The handler that it had started works on."
        : "timeoutHandler returns, after the handler.",
    go: "net/http server.go (*conn).serve",
    file: "lib/http/server/conn.ts",
  },
  {
    on: (rec) => refused(rec) ?? rec.first("rwc.wrote"),
    text: (rec) => {
      const failed = refused(rec);
      return failed === undefined
        ? "The write deadline has not passed, so the socket takes it."
        : `The write deadline passed ${seconds(failed.late ?? 0)} ago: a 503 is no better off than any other answer.`;
    },
    go: "internal/poll fd_unix.go (*FD).Write",
    file: "lib/net/write_side.ts",
  },
  {
    on: (rec) => rec.first("handler.log"),
    text: (rec) =>
      wasTooLate(rec)
        ? `The handler's write at ${seconds(doneAt(rec))} is told that it was too late. It is the only trace of the work in this log.`
        : "The write was taken into memory; the server was not asked yet.",
    go: "net/http server.go (*timeoutWriter).Write",
    file: "lib/http/server/timeout_handler.ts",
  },
];
