/**
 * Why each thing in lab 13 happens, tied to the events of its recording.
 *
 * @module
 */

import type { Note } from "../../lib/lab/lab.ts";
import { seconds } from "../../lib/mod.ts";
import { forNobody } from "./seen.ts";

export const notes: readonly Note[] = [
  {
    on: (rec) => rec.first("client.close"),
    text: (rec) =>
      rec.last("client.result")?.error === null
        ? "The client is done with its connection."
        : "The client's time is over. A connection on which an answer may still come is of no use for another request: it is closed.",
    go: "net/http client.go setRequestCancel",
    file: "lib/http/client/time_limit.ts",
  },
  {
    on: (rec) => rec.first("rwc.fin"),
    text: () =>
      "The server reads one byte ahead while a handler runs, for this: there is none, but the client's FIN.",
    go: "net/http server.go (*connReader).backgroundRead",
    file: "lib/http/server/conn_reader.ts",
  },
  {
    on: (rec) => rec.first("handler.abort"),
    text: () => "All that the server can do is tell the handler. Nothing stops a handler from outside.",
    go: "net/http server.go (*connReader).handleReadErrorLocked",
    file: "lib/http/server/request.ts",
  },
  {
    on: (rec) => rec.first("handler.return"),
    text: (rec) =>
      forNobody(rec) > 0
        ? `For ${seconds(forNobody(rec))} the handler has worked for nobody, and what it was told is that all went well.`
        : "No work was done for nobody.",
    go: "net/http server.go (*conn).serve",
    file: "lib/http/server/conn.ts",
  },
  {
    on: (rec) => rec.first("rwc.wrote"),
    text: (rec) =>
      rec.last("client.result")?.error === null
        ? "The answer is on its way."
        : "A write to a closed connection: the kernel takes it, and the other side's kernel answers with RST. The next write would fail; there is none.",
    go: "internal/poll fd_unix.go (*FD).Write",
    file: "lib/net/write_side.ts",
  },
];
