/**
 * Why each thing in lab 03 happens, tied to the events of its recording.
 *
 * @module
 */

import type { Note } from "../../lib/lab/lab.ts";
import { type Recording, seconds } from "../../lib/mod.ts";
import { afterHandler, refused, toldByFlush, toldByWrite } from "./told.ts";

export const notes: readonly Note[] = [
  {
    on: (rec) => rec.first("handler.wrote"),
    text: (rec) =>
      toldByWrite(rec) === undefined
        ? "No error, as in lab 01: the bytes are in a buffer, and nothing has been tried."
        : "This write had to empty the buffers into the socket, and so it is told.",
    go: "bufio bufio.go (*Writer).Write",
    file: "lib/bufio/direct_writer.ts",
  },
  {
    on: (rec) => rec.first("handler.flush"),
    text: () =>
      "A flush empties one buffer after the other, down to the socket, and waits for what comes of it.",
    go: "net/http responsecontroller.go (*ResponseController).Flush",
    file: "lib/http/server/controller.ts",
  },
  {
    on: (rec) => rec.first("chunkWriter.header"),
    text: (rec) => {
      const header = rec.first("chunkWriter.header");
      if (header !== undefined && afterHandler(rec, header))
        return `The handler has returned, so the whole body is known to be here: the header can say Content-Length: ${header.contentLength}.`;
      return header?.framing === "content-length"
        ? `The handler has said how long the body will be, so the header says Content-Length: ${header.contentLength}.`
        : "The header must leave now, and the handler has not returned: it might write more. So the length is not known, and the body is chunked.";
    },
    go: "net/http server.go (*chunkWriter).writeHeader",
    file: "lib/http/server/chunk_writer.ts",
  },
  {
    on: (rec) => refused(rec) ?? rec.last("rwc.wrote"),
    text: (rec) => {
      const failed = refused(rec);
      return failed === undefined
        ? `The answer goes to the socket in ${pieces(rec)}.`
        : `The deadline has passed ${seconds(failed.late ?? 0)} ago: refused. ${afterHandler(rec, failed) ? "The handler has returned, and cannot be told." : "The handler's own call is still under way."}`;
    },
    go: "internal/poll fd_unix.go (*FD).Write",
    file: "lib/net/write_side.ts",
  },
  {
    on: (rec) => rec.first("handler.flushed"),
    text: (rec) => {
      const flushed = rec.first("handler.flushed");
      if (flushed?.error === null)
        return "The socket has taken everything. No more is known: nobody has read it yet.";
      return toldByFlush(rec) === undefined
        ? "Flusher's Flush has no result. What the flush came to is dropped here, and the handler goes on as if all were well."
        : "The truth, while the handler can still act on it: it can log it, count it, undo what it did. It cannot answer any more.";
    },
    go: "net/http server.go (*response).FlushError",
    file: "lib/http/server/response.ts",
  },
  {
    on: (rec) => rec.first("client.fin"),
    text: (rec) =>
      `For the client nothing is better: ${rec.last("client.result")?.error ?? "it has its answer, and the connection is closed"}.`,
    go: "net/http transport.go (*persistConn).readLoop",
    file: "lib/http/client/persist_conn.ts",
  },
];

/** How many writes to the socket there were. */
function pieces(rec: Recording): string {
  const { length } = rec.all("rwc.wrote");
  return length === 1 ? "one write" : `${length} writes`;
}
