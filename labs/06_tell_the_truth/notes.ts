/**
 * Why each thing in lab 06 happens, tied to the events of its recording.
 *
 * @module
 */

import type { Note } from "../../lib/lab/lab.ts";
import { seconds } from "../../lib/mod.ts";
import { refused, tells } from "./told.ts";

export const notes: readonly Note[] = [
  {
    on: (rec) => rec.first("handler.wrote"),
    text: (rec) =>
      rec.first("handler.wrote")?.error === null
        ? "A buffer took the bytes. A log that is written now knows no more than this."
        : "The bytes did not fit into the buffers, so this write met the error itself.",
    go: "net/http server.go (*response).write",
    file: "lib/http/server/response.ts",
  },
  {
    on: (rec) => rec.first("handler.flush"),
    text: () =>
      "The handler is done; the middleware is not. It asks for what the server would do a moment later anyway, and stays to hear how it went.",
    go: "net/http responsecontroller.go (*ResponseController).Flush",
    file: "lib/http/server/controller.ts",
  },
  {
    on: (rec) => rec.first("chunkWriter.header"),
    text: (rec) => {
      const header = rec.first("chunkWriter.header");
      return header?.framing === "content-length"
        ? `All has returned and the body is known: Content-Length: ${header.contentLength}.`
        : "For the server, the handler is still running and might write more. It cannot know the length: the body is chunked.";
    },
    go: "net/http server.go (*chunkWriter).writeHeader",
    file: "lib/http/server/chunk_writer.ts",
  },
  {
    on: refused,
    text: (rec) =>
      `The deadline has passed ${seconds(refused(rec)?.late ?? 0)} ago. The socket takes nothing.`,
    go: "internal/poll fd_unix.go (*FD).Write",
    file: "lib/net/write_side.ts",
  },
  {
    on: (rec) => rec.first("handler.log"),
    text: (rec) =>
      tells(rec)
        ? "The status was decided and cannot be another any more: the client would have read 200. So the line has both."
        : "As far as anybody has told the middleware, all is well.",
    go: "net/http server.go (*conn).serve",
    file: "lib/http/server/conn.ts",
  },
];
