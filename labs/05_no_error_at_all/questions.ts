/**
 * What lab 05 asks before it shows it.
 *
 * @module
 */

import type { Question } from "../../lib/lab/lab.ts";
import { type Recording, seconds } from "../../lib/mod.ts";
import { refused } from "../04_truncated/halves.ts";
import { framingOf, got, lastTold, meant } from "./told.ts";

const byLength = "a Content-Length";
const byChunks = "chunks, and a last one of no bytes";
const byEnd = "nothing but the end of the connection";

const noError = "no error";
const unexpected = "unexpected EOF";

const nobody = "nobody";
const handlerOnly = "the handler";
const clientOnly = "the client";
const both = "the handler and the client";

export const questions: readonly Question[] = [
  {
    id: "where-it-ends",
    text: (rec) =>
      `The client speaks HTTP/${rec.header.knobs.proto}. The handler ${said(rec)}. It has written ${rec.header.knobs.first} bytes and flushes. By what will the client know where the body ends?`,
    before: (rec) => rec.first("chunkWriter.header"),
    kind: { type: "choice", of: () => [byLength, byChunks, byEnd] },
    answer: (rec) =>
      ({ "content-length": byLength, chunked: byChunks, "until-close": byEnd, none: byEnd })[framingOf(rec)],
    why: (rec) =>
      ({
        "content-length": "The handler had said the length, so the header says it.",
        chunked: "The length is not known when the header leaves, and an HTTP/1.1 client understands chunks.",
        "until-close":
          "The length is not known when the header leaves, and the body may not be chunked: it goes on until the connection ends.",
        none: "There is no body.",
      })[framingOf(rec)],
    hints: [
      "HTTP/1.0 knows no chunks (RFC 9112 §7.1).",
      "Does the server know the length when it has to send the header?",
    ],
  },
  {
    id: "client-error",
    text: (rec) =>
      `The deadline was ${seconds(Number(rec.header.knobs.writeTimeout))}, and the second half is written after ${seconds(Number(rec.header.knobs.handlerTime))}. The client's program reads the body to its end. What error does it get?`,
    before: (rec) =>
      rec.all("rwc.write").find((e) => e.seq > (rec.first("handler.wake")?.seq ?? 0)) ??
      rec.first("rwc.close"),
    kind: { type: "choice", of: () => [noError, unexpected] },
    answer: (rec) => (rec.last("client.result")?.error === null ? noError : unexpected),
    why: (rec) => {
      const cut = got(rec) < meant(rec);
      if (!cut) return "All of it came, and its end is where it should be.";
      return rec.last("client.result")?.error === null
        ? `The connection ended with FIN, and that is how such a body ends. That ${meant(rec) - got(rec)} bytes are missing is nowhere to be seen.`
        : `The connection ended, and ${framingOf(rec) === "chunked" ? "the last chunk had not come" : "fewer bytes had come than Content-Length says"}.`;
    },
    hints: [
      "What does the client compare with what?",
      "Is FIN, after half of the body, any different from FIN after all of it?",
    ],
  },
  {
    id: "bytes",
    text: (rec) => `How many of the ${meant(rec)} bytes does the client's program have in the end?`,
    before: (rec) => rec.last("client.result"),
    kind: { type: "number", unit: "bytes" },
    answer: got,
    why: (rec) =>
      refused(rec) === undefined
        ? "The socket took everything."
        : `Those that the socket took before the deadline passed: ${got(rec)}.`,
    hints: ["Which bytes were flushed in time?"],
  },
  {
    id: "who-knows",
    text: () => "Whose program has been told, by an error, that something went wrong?",
    before: (rec) => rec.last("client.result"),
    kind: { type: "choice", of: () => [nobody, handlerOnly, clientOnly, both] },
    answer: (rec) => {
      const client = rec.last("client.result")?.error !== null;
      const handler = lastTold(rec) !== null;
      return handler ? (client ? both : handlerOnly) : client ? clientOnly : nobody;
    },
    why: (rec) =>
      `The handler's last write reported ${lastTold(rec) ?? "no error"}; the client's program got ${rec.last("client.result")?.error ?? "no error"}${got(rec) < meant(rec) ? `, and ${got(rec)} of ${meant(rec)} bytes` : ", and all bytes"}.`,
    hints: ["A write that fits into the buffers is told of nothing."],
  },
];

function said(rec: Recording): string {
  switch (rec.header.knobs.framing) {
    case "content-length":
      return `has set Content-Length: ${meant(rec)}`;
    case "identity":
      return "has set Transfer-Encoding: identity";
    default:
      return "has said nothing of the body's length";
  }
}
