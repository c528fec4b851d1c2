/**
 * Why each thing in lab 01 happens, tied to the events of its recording.
 *
 * @module
 */

import type { Note } from "../../lib/lab/lab.ts";
import { seconds } from "../../lib/mod.ts";

export const notes: readonly Note[] = [
  {
    on: (rec) => rec.all("deadline.set").find((e) => e.which === "write"),
    text: (rec) => {
      const after = rec.all("deadline.set").find((e) => e.which === "write")?.after ?? 0;
      return `The time for the answer runs from here, when the request's header has been read: ${seconds(after)}, handler included.`;
    },
    go: "net/http server.go (*conn).readRequest",
    file: "lib/http/server/conn.ts",
  },
  {
    on: (rec) => rec.first("deadline.pass"),
    text: () =>
      "A deadline is a time that a socket remembers. It is looked at by a read or a write, and there is none: no timer, no close, no cancelled handler.",
    go: "internal/poll fd_poll_runtime.go setDeadlineImpl",
    file: "lib/net/deadline.ts",
  },
  {
    on: (rec) => rec.first("response.w.fill"),
    text: (rec) => {
      const fill = rec.first("response.w.fill");
      return `The bytes were copied into a buffer with room for ${fill?.available ?? 0} more. Nothing below was asked, so there is nothing to report.`;
    },
    go: "bufio bufio.go (*Writer).Write",
    file: "lib/bufio/direct_writer.ts",
  },
  {
    on: (rec) => rec.first("chunkWriter.header"),
    text: (rec) => {
      const header = rec.first("chunkWriter.header");
      return header?.framing === "content-length"
        ? `The handler is done and the body is known: the header says Content-Length: ${header.contentLength}.`
        : "The body is not complete yet, so the header cannot say how long it is: the body is chunked.";
    },
    go: "net/http server.go (*chunkWriter).writeHeader",
    file: "lib/http/server/chunk_writer.ts",
  },
  {
    on: (rec) => rec.all("rwc.wrote").find((e) => e.error !== null),
    text: (rec) => {
      const late = rec.all("rwc.wrote").find((e) => e.error !== null)?.late ?? 0;
      return `The kernel would have taken the bytes. The deadline, passed ${seconds(late)} ago, is checked first.`;
    },
    go: "internal/poll fd_unix.go (*FD).Write",
    file: "lib/net/write_side.ts",
  },
  {
    on: (rec) => rec.first("checkConnErrorWriter.error"),
    text: (rec) =>
      rec.all("handler.wrote").every((e) => e.error === null) &&
      rec.all("handler.flushed").every((e) => e.error === null)
        ? "The one place that learns of it. It keeps the error so that the connection is not used again; it tells nobody, and the log is not written."
        : "The connection's first error is kept, so that the connection is not used again. The handler is told as well: its call was still under way.",
    go: "net/http server.go checkConnErrorWriter.Write",
    file: "lib/http/server/check_conn_error_writer.ts",
  },
  {
    on: (rec) => rec.first("client.fin"),
    text: (rec) =>
      rec.first("client.read") === undefined
        ? "A FIN where the first byte of an answer should be: Go's client calls that EOF."
        : "The server has ended the connection after what it had sent.",
    go: "net/http transport.go (*persistConn).readLoop",
    file: "lib/http/client/client.ts",
  },
];
