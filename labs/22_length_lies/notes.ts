/**
 * Why each thing in lab 22 happens, tied to the events of its recording.
 *
 * @module
 */

import type { Note } from "../../lib/lab/lab.ts";
import { declared, got, kept, refused, taken } from "./seen.ts";

export const notes: readonly Note[] = [
  {
    on: (rec) => refused(rec) ?? rec.last("handler.wrote"),
    text: (rec) =>
      refused(rec) === undefined
        ? `Each write is counted: ${taken(rec)} of ${declared(rec)} bytes by now. Only what goes beyond is an error.`
        : `This write would go beyond ${declared(rec)} bytes. It is refused as a whole.`,
    go: "net/http server.go (*response).write",
    file: "lib/http/server/response.ts",
  },
  {
    on: (rec) => rec.first("chunkWriter.header"),
    text: (rec) =>
      `The handler's own Content-Length goes out as it is: ${declared(rec)}. Nothing is compared with it yet.`,
    go: "net/http server.go (*chunkWriter).writeHeader",
    file: "lib/http/server/answer_header.ts",
  },
  {
    on: (rec) => rec.first("client.response"),
    text: (rec) => `From here on the client counts: it expects ${declared(rec)} bytes.`,
    go: "net/http transfer.go readTransfer",
    file: "lib/http/transfer.ts",
  },
  {
    on: (rec) => rec.first("handler.return"),
    text: (rec) =>
      kept(rec)
        ? "The handler is done, and the count is right: the connection can have another request."
        : "The handler is done, and the count is wrong. The server does not log it; it only decides to use the connection no more.",
    go: "net/http server.go (*response).shouldReuseConnection",
    file: "lib/http/server/response.ts",
  },
  {
    on: (rec) => rec.first("client.body"),
    text: (rec) =>
      rec.first("client.body")?.whole === true
        ? `${got(rec)} bytes are what was promised: the body is complete, whatever else the handler wanted to say.`
        : `${got(rec)} bytes, and then the end of the connection. Go's client calls that unexpected EOF.`,
    go: "net/http transfer.go (*body).readLocked",
    file: "lib/http/body.ts",
  },
];
