/**
 * Why each thing in lab 19 happens, tied to the events of its recording.
 *
 * @module
 */

import type { Note } from "../../lib/lab/lab.ts";
import { aborted, called, finished, result, serverEnded } from "./seen.ts";

export const notes: readonly Note[] = [
  {
    on: (rec) => rec.first("client.closeWrite") ?? rec.first("client.write"),
    text: (rec) =>
      rec.header.knobs.halfClose === true
        ? "shutdown(SHUT_WR), Go's CloseWrite: the client has said all that it has to say, and reads on."
        : "The client leaves its sending side open, as HTTP clients do.",
    go: "net tcpsock.go (*TCPConn).CloseWrite",
    file: "lib/net/stream_conn.ts",
  },
  {
    on: (rec) => rec.first("rwc.fin"),
    text: (rec) =>
      serverEnded(rec)
        ? "A FIN says that nothing more will come. That the client is gone it does not say; a close looks just the same from here."
        : "The client has its answer, and closes.",
    go: "net/http server.go (*connReader).backgroundRead",
    file: "lib/http/server/conn_reader.ts",
  },
  {
    on: (rec) => aborted(rec) ?? rec.first("handler.return") ?? rec.first("rwc.write"),
    text: (rec) => {
      if (!called(rec)) return "No handler is called for half a header. The server refuses it.";
      return aborted(rec) === undefined
        ? "The handler was told of nothing."
        : "Go decides that it is gone: nearly every client that sends FIN is.";
    },
    go: "net/http server.go (*connReader).handleReadErrorLocked",
    file: "lib/http/server/request.ts",
  },
  {
    on: (rec) => rec.first("rwc.write"),
    text: (rec) =>
      finished(rec)
        ? "The answer goes out as always: a half-closed connection takes it."
        : "The connection takes the answer: it is closed in the other direction only. What is in it is the handler's or the server's error.",
    go: "net/http server.go (*response).finishRequest",
    file: "lib/http/server/response.ts",
  },
  {
    on: (rec) => result(rec),
    text: (rec) => `The client gets ${result(rec)?.status ?? "no answer"}, and ${result(rec)?.bytes} bytes.`,
    go: "net/http response.go ReadResponse",
    file: "lib/http/client/response.ts",
  },
];
