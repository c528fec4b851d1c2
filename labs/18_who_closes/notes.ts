/**
 * Why each thing in lab 18 happens, tied to the events of its recording.
 *
 * @module
 */

import type { Note } from "../../lib/lab/lab.ts";
import { framing, kept, reason, said } from "./seen.ts";

export const notes: readonly Note[] = [
  {
    on: (rec) => rec.first("server.request"),
    text: (rec) => {
      const { version, asks } = rec.header.knobs;
      return version === "1.1"
        ? `HTTP/1.1 keeps the connection unless somebody says close. The request says ${asks}.`
        : `HTTP/1.0 ends the connection with the answer unless keep-alive is asked for. The request says ${asks}.`;
    },
    go: "net/http request.go (*Request).wantsHttp10KeepAlive, (*Request).wantsClose",
    file: "lib/http/server/answer_header.ts",
  },
  {
    on: (rec) => rec.first("chunkWriter.header"),
    text: (rec) =>
      `Here it is decided: the body ends with ${framing(rec)}, and Connection ${said(rec) === null ? "is not sent" : `says ${said(rec)}`}.`,
    go: "net/http server.go (*chunkWriter).writeHeader",
    file: "lib/http/server/answer_header.ts",
  },
  {
    on: (rec) => rec.first("handler.return"),
    text: (rec) =>
      kept(rec)
        ? "The answer is over, and both sides know it: the server waits for another request."
        : `After the answer the server closes: ${reason(rec)}.`,
    go: "net/http server.go (*conn).serve, (*response).shouldReuseConnection",
    file: "lib/http/server/conn.ts",
  },
];
