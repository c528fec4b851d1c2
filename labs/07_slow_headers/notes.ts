/**
 * Why each thing in lab 07 happens, tied to the events of its recording.
 *
 * @module
 */

import type { Note } from "../../lib/lab/lab.ts";
import { seconds } from "../../lib/mod.ts";
import { asked, honestResult, open, passed, sent, slowEnds, slowResult, waited } from "./seen.ts";

export const notes: readonly Note[] = [
  {
    on: (rec) => rec.all("deadline.set").find((e) => e.conn === 1) ?? rec.first("server.accept"),
    text: (rec) =>
      passed(rec) === undefined
        ? "Nothing limits how long this connection may take for its header."
        : "The time for the header runs from here, before a byte has come. No byte that comes moves it.",
    go: "net/http server.go (*conn).readRequest",
    file: "lib/http/server/conn_deadlines.ts",
  },
  {
    on: (rec) => rec.all("rwc.read").find((e) => e.conn === 1),
    text: () =>
      "No line is whole yet: the server reads on. All that the connection costs it is memory, and one of the files that it may have open.",
    go: "net/textproto reader.go (*Reader).ReadLine",
    file: "lib/http/read_header.ts",
  },
  {
    on: asked,
    text: (rec) =>
      waited(rec) === 0
        ? `The server has ${open(rec)} other connection${open(rec) === 1 ? "" : "s"}, and none of them is in the way: each waits for itself.`
        : "Connected, and not accepted: the kernel has this connection, and the server has no room for it.",
    go: "net/http server.go (*Server).Serve",
    file: "lib/http/server/server.ts",
  },
  {
    on: (rec) => honestResult(rec),
    text: (rec) =>
      waited(rec) === 0
        ? "The honest client has its answer at once."
        : `The honest client has waited ${seconds(waited(rec))}: until a slow one's connection was closed.`,
    go: "net/http transport.go (*persistConn).readLoop",
    file: "lib/http/client/persist_conn.ts",
  },
  {
    on: slowEnds,
    text: (rec) =>
      passed(rec) === undefined
        ? "It ends because the slow client wants it to."
        : `The server's patience is over: ${sent(rec)} bytes came. Somebody waits in a read, so the deadline acts.`,
    go: "internal/poll fd_poll_runtime.go setDeadlineImpl",
    file: "lib/net/read_side.ts",
  },
  {
    on: (rec) => slowResult(rec),
    text: (rec) => {
      if (passed(rec) === undefined)
        return "It reads no more: whatever the server says now, it says to nobody.";
      return slowResult(rec)?.status === 400
        ? "What had come of a line is taken for the whole of it, and it is none that HTTP knows: hence 400. Nobody says that it was slow."
        : "No line was cut in two. A header that is late is not answered; the connection is closed.";
    },
    go: "net/http server.go (*conn).serve",
    file: "lib/http/server/conn.ts",
  },
];
