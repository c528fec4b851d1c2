/**
 * Why each thing in lab 04 happens, tied to the events of its recording.
 *
 * @module
 */

import type { Note } from "../../lib/lab/lab.ts";
import { type Recording, seconds } from "../../lib/mod.ts";
import { refused } from "./halves.ts";

export const notes: readonly Note[] = [
  {
    on: (rec) => rec.first("chunkWriter.header"),
    text: (rec) => {
      const header = rec.first("chunkWriter.header");
      return header?.framing === "content-length"
        ? `The header promises ${header.contentLength} bytes. It cannot be taken back.`
        : "The header goes out before the body is complete, so it cannot say how long it is: the body is chunked, and a last chunk of no bytes will say that it is over.";
    },
    go: "net/http server.go (*chunkWriter).writeHeader",
    file: "lib/http/server/chunk_writer.ts",
  },
  {
    on: (rec) => rec.first("rwc.wrote"),
    text: (rec) =>
      rec.first("rwc.wrote")?.error === null
        ? "The status is on its way. From here on, the handler cannot answer anything else."
        : "The first that is handed to the socket comes too late.",
    go: "internal/poll fd_unix.go (*FD).Write",
    file: "lib/net/write_side.ts",
  },
  {
    on: (rec) => rec.first("client.response"),
    text: (rec) =>
      `The program that asked has its answer, ${rec.first("client.response")?.status}, and begins to read the body.`,
    go: "net/http transport.go (*persistConn).readLoop",
    file: "lib/http/client/persist_conn.ts",
  },
  {
    on: (rec) => rec.first("deadline.pass"),
    text: (rec) =>
      `The time is counted from the request's header (${seconds(Number(rec.header.knobs.writeTimeout))}), and not from the last byte that was sent. That something was sent in time moves nothing.`,
    go: "net/http server.go (*conn).readRequest",
    file: "lib/http/server/conn.ts",
  },
  {
    on: (rec) => rec.last("handler.wrote"),
    text: (rec) =>
      rec.last("handler.wrote")?.error === null
        ? "No error: the second half was copied into a buffer, as the first was before its flush."
        : "This write had to empty the buffers into the socket, and so it is told.",
    go: "net/http server.go (*response).write",
    file: "lib/http/server/response.ts",
  },
  {
    on: (rec) => refused(rec),
    text: (rec) =>
      `The deadline, passed ${seconds(refused(rec)?.late ?? 0)} ago, is checked before the kernel is asked. What is in conn.bufw stays there${lastChunk(rec)}.`,
    go: "internal/poll fd_unix.go (*FD).Write",
    file: "lib/net/write_side.ts",
  },
  {
    on: (rec) => rec.first("client.fin"),
    text: (rec) => {
      const header = rec.first("chunkWriter.header");
      if (rec.first("client.response") === undefined)
        return "The connection ends where the first byte of an answer should be.";
      return header?.framing === "content-length"
        ? `The connection ends before the ${header.contentLength} bytes are there: Go's client calls that unexpected EOF.`
        : "The connection ends before the last chunk: Go's client calls that unexpected EOF.";
    },
    go: "net/http transfer.go (*body).readLocked",
    file: "lib/http/transfer.ts",
  },
];

/** The last chunk is refused with the second half, where there is one. */
function lastChunk(rec: Recording): string {
  return rec.first("chunkWriter.close") === undefined ? "" : ", and so does the last chunk";
}
