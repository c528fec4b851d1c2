/**
 * Why each thing in lab 27 happens, tied to the events of its recording.
 *
 * @module
 */

import type { Note } from "../../lib/lab/lab.ts";
import { logEntry, sent } from "./seen.ts";

export const notes: readonly Note[] = [
  {
    on: (rec) => rec.first("handler.wrote"),
    text: (rec) =>
      rec.first("rwc.write") === undefined
        ? "The bytes are in response.w. Nothing has been sent, and a status neither."
        : "Some of it is sent, now or soon: with it goes the status, and it cannot be taken back.",
    go: "net/http server.go (*response).write",
    file: "lib/http/server/response.ts",
  },
  {
    on: (rec) => rec.first("handler.return"),
    text: () =>
      "The handler does not return, it throws. So what follows a handler's return, the flush that ends the answer, does not happen.",
    go: "net/http server.go (*conn).serve",
    file: "lib/http/server/conn.ts",
  },
  {
    on: (rec) => rec.first("server.log"),
    text: (rec) =>
      `${logEntry(rec)}. In Go's log the stack of the goroutine follows; this lab leaves the stack out, and compares the first line only.`,
    go: "net/http server.go (*conn).serve",
    file: "lib/http/server/panic.ts",
  },
  {
    on: (rec) => rec.first("rwc.close"),
    text: (rec) =>
      `The connection is closed. ${sent(rec)} bytes went over it; what was left in response.w is lost, and no 500 is made up.`,
    go: "net/http server.go (*conn).close",
    file: "lib/http/server/conn.ts",
  },
  {
    on: (rec) => rec.first("client.fin"),
    text: (rec) =>
      rec.first("client.response") === undefined
        ? "The connection ends where an answer should begin. From here it cannot be told from lab 01."
        : "The connection ends in the middle of the body.",
    go: "net/http transport.go (*persistConn).readLoop",
    file: "lib/http/client/persist_conn.ts",
  },
];
