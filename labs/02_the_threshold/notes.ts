/**
 * Why each thing in lab 02 happens, tied to the events of its recording.
 *
 * @module
 */

import type { Note } from "../../lib/lab/lab.ts";
import { seconds } from "../../lib/mod.ts";
import { connBuffer, failedWrite, given, refused } from "./threshold.ts";

export const notes: readonly Note[] = [
  {
    on: (rec) => rec.first("response.w.flush"),
    text: (rec) =>
      rec.first("response.w.fill") === undefined
        ? "A write that is larger than an empty buffer is not copied into it: it goes past response.w."
        : "response.w is full, or the handler has returned: it passes on what it holds.",
    go: "bufio bufio.go (*Writer).Write",
    file: "lib/bufio/direct_writer.ts",
  },
  {
    on: (rec) => rec.first("chunkWriter.header"),
    text: (rec) => {
      const header = rec.first("chunkWriter.header");
      return header?.framing === "content-length"
        ? `The handler has returned and all of the body is there: Content-Length: ${header.contentLength}.`
        : `The header is made before the first byte of the body passes, and takes ${header?.bytes} of the room behind it.`;
    },
    go: "net/http server.go (*chunkWriter).writeHeader",
    file: "lib/http/server/chunk_writer.ts",
  },
  {
    on: (rec) => rec.first("conn.bufw.flush"),
    text: (rec) => {
      const flush = rec.first("conn.bufw.flush");
      return failedWrite(rec) === undefined
        ? `Everything has found room in conn.bufw (${connBuffer(rec)} bytes) while the handler was running. It is emptied now.`
        : `What came does not fit behind what is there. conn.bufw is filled to the brim, and its ${flush?.bytes} bytes go to the socket before the rest can be copied.`;
    },
    go: "bufio bufio.go (*Writer).Write",
    file: "lib/bufio/direct_writer.ts",
  },
  {
    on: (rec) => refused(rec) ?? rec.first("rwc.wrote"),
    text: (rec) => {
      const failed = refused(rec);
      return failed === undefined
        ? "The deadline has not passed, and the kernel takes the bytes."
        : `The deadline has passed ${seconds(failed.late ?? 0)} ago. The socket takes nothing.`;
    },
    go: "internal/poll fd_unix.go (*FD).Write",
    file: "lib/net/write_side.ts",
  },
  {
    on: (rec) => rec.first("rwc.close"),
    text: (rec) => {
      const wrote = failedWrite(rec);
      const closed = rec.first("rwc.close");
      return wrote !== undefined && closed !== undefined && closed.seq < wrote.seq
        ? "A chunk that cannot be finished spoils the answer for good: the socket is closed at once, while the handler's write is still under way."
        : "The server closes the connection when it is done with the request.";
    },
    go: "net/http server.go (*chunkWriter).Write",
    file: "lib/http/server/chunk_writer.ts",
  },
  {
    on: (rec) => failedWrite(rec) ?? rec.last("handler.wrote"),
    text: (rec) => {
      const wrote = failedWrite(rec);
      if (wrote === undefined) return "No error: the socket was not asked while a write was under way.";
      const asked = given(rec, wrote);
      return `${wrote.n} of ${asked} bytes "taken": those that were copied into a buffer before the error. None of them reached the client.${tooLate(wrote.n, asked)}`;
    },
    go: "net/http server.go (*response).write",
    file: "lib/http/server/response.ts",
  },
];

/** What is strange about a write that took everything and failed. */
function tooLate(n: number, asked: number): string {
  return n === asked ? " All of them, and an error: what did not fit was the line end after the chunk." : "";
}
