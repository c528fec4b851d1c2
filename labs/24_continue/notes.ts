/**
 * Why each thing in lab 24 happens, tied to the events of its recording.
 *
 * @module
 */

import type { Note } from "../../lib/lab/lab.ts";
import { seconds } from "../../lib/mod.ts";
import { bodyBegan, bodyWent, kept, refused, sent, serverRead, told } from "./seen.ts";

export const notes: readonly Note[] = [
  {
    on: (rec) => rec.first("client.write"),
    text: (rec) =>
      rec.header.knobs.expect === true
        ? "Only the header goes out. The body waits for a word from the server, or for the end of the client's patience."
        : "Nobody asks: the body follows the header at once.",
    go: "net/http transfer.go (*transferWriter).writeBody",
    file: "lib/http/client/request_writer.ts",
  },
  {
    on: (rec) => rec.first("handler.sleep"),
    text: (rec) =>
      rec.header.knobs.expect === true
        ? "The server has seen Expect: 100-continue, and says nothing: it is the handler's first read that says the word, and the handler does not read yet."
        : "There is no Expect, and nothing to be said.",
    go: "net/http server.go (*expectContinueReader).Read",
    file: "lib/http/server/expect_continue_reader.ts",
  },
  {
    on: (rec) => bodyBegan(rec) ?? rec.first("client.response"),
    text: (rec) => {
      const began = seconds(Math.round(bodyBegan(rec)?.t ?? 0));
      switch (bodyWent(rec)) {
        case "unasked":
          return `The client's patience is over at ${began}: it sends the body without having been told.`;
        case "told":
          return `It has been told at ${began}, and sends the body.`;
        case "with the header":
          return "The body goes with the header.";
        case "never":
          return "A final answer, and no word before it: the body stays where it is.";
      }
    },
    go: "net/http transport.go (*persistConn).waitForContinue",
    file: "lib/http/client/persist_conn.ts",
  },
  {
    on: (rec) => rec.first("chunkWriter.header"),
    text: (rec) => {
      if (kept(rec)) return "All of the request has been read, or will be: the connection goes on.";
      return bodyWent(rec) === "never"
        ? "The header says Connection: close. The client may still send the body, or may not: nobody knows where a next request would begin."
        : "The header says Connection: close. The server has not read the body, and does not know that it is on its way.";
    },
    go: "net/http server.go (*chunkWriter).writeHeader",
    file: "lib/http/server/response.ts",
  },
  {
    on: (rec) => rec.last("client.result"),
    text: (rec) => {
      const word = told(rec) === undefined ? "was never told to send" : "was told to send";
      return refused(rec)
        ? `The client ${word}, sent ${sent(rec)} bytes, and has its 413. The server read ${serverRead(rec)} of them, and the handler none.`
        : `The client ${word}, sent ${sent(rec)} bytes, and the handler has read them.`;
    },
    go: "net/http server.go (*response).finishRequest",
    file: "lib/http/server/unread_body.ts",
  },
];
