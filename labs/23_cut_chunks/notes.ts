/**
 * Why each thing in lab 23 happens, tied to the events of its recording.
 *
 * @module
 */

import type { Note } from "../../lib/lab/lab.ts";
import { got, lastChunkCame, meant, noticed, ranThrough, result } from "./seen.ts";

export const notes: readonly Note[] = [
  {
    on: (rec) => rec.first("chunkWriter.header"),
    text: () =>
      "With the first flush the header leaves. How long the body will be is not known, so it is chunked; and the status is said, for good.",
    go: "net/http server.go (*chunkWriter).writeHeader",
    file: "lib/http/server/answer_header.ts",
  },
  {
    on: (rec) => rec.last("handler.return"),
    text: (rec) =>
      ranThrough(rec)
        ? "The handler is done: the server writes the chunk of size 0, the trailers that were announced, and an empty line."
        : "The panic is caught and logged. finishRequest is not called, so no last chunk is written.",
    go: "net/http server.go (*conn).serve, (*chunkWriter).close",
    file: "lib/http/server/conn.ts",
  },
  {
    on: (rec) => rec.first("client.fin"),
    text: () =>
      "The FIN says that no more bytes come, and not that there were enough. That is said by the framing alone.",
    go: "net/http internal/chunked.go (*chunkedReader).Read",
    file: "lib/http/chunked.ts",
  },
  {
    on: result,
    text: (rec) =>
      noticed(rec)
        ? `${got(rec)} bytes were read before the error came. A program that has worked with each of them as it came has to undo that.`
        : `${got(rec)} of ${meant} bytes, ${lastChunkCame(rec) ? "and the last chunk" : "and nothing that says whether they are all"}.`,
    go: "net/http transfer.go (*body).readLocked",
    file: "lib/http/body.ts",
  },
];
