/**
 * What lab 06 asks before it shows it.
 *
 * @module
 */

import type { Question } from "../../lib/lab/lab.ts";
import { seconds } from "../../lib/mod.ts";
import { line, refused, tells } from "./told.ts";

const noError = "no error";
const anError = "an error";

const byLength = "with a Content-Length";
const inChunks = "chunked";

const fine = "200, and no error";
const okAndError = "200, and an error";
const otherAndError = "another status, and an error";
const noLine = "there is no line";

const nothing = "no answer: an error";
const part = "a status, and an error in the body";
const whole = "the whole answer";

export const questions: readonly Question[] = [
  {
    id: "write-returns",
    text: (rec) =>
      `The write deadline is ${seconds(Number(rec.header.knobs.writeTimeout))}, and the handler has worked for ${seconds(Number(rec.header.knobs.handlerTime))}. It writes ${rec.header.knobs.size} bytes. What does w.write report?`,
    before: (rec) => rec.first("handler.write"),
    kind: { type: "choice", of: () => [noError, anError] },
    answer: (rec) => (rec.all("handler.wrote").some((e) => e.error !== null) ? anError : noError),
    why: (rec) =>
      rec.all("handler.wrote").every((e) => e.error === null)
        ? "Nobody asked the socket during this call."
        : "Header and body did not fit into the buffers, so the socket was asked during this call.",
    hints: ["What does a write have to do with the socket, as long as there is room in a buffer?"],
  },
  {
    id: "framing",
    text: (rec) =>
      `The body is ${rec.header.knobs.size} bytes, and ${rec.header.knobs.middleware === "flush" ? "the middleware flushes behind the handler" : "nobody flushes"}. How does the header say where the body ends?`,
    before: (rec) => rec.first("chunkWriter.header"),
    kind: { type: "choice", of: () => [byLength, inChunks] },
    answer: (rec) => (rec.first("chunkWriter.header")?.framing === "chunked" ? inChunks : byLength),
    why: (rec) =>
      rec.first("chunkWriter.header")?.framing === "chunked"
        ? "The header was made while the handler, or the middleware around it, was still running, and might have written more."
        : "The header was made when all had returned, so the length was known.",
    hints: ["Does the server know, when the header is made, that there will be no further write?"],
  },
  {
    id: "log-says",
    text: () => "What does the access log say of this request?",
    before: (rec) => rec.first("handler.log") ?? rec.first("handler.return"),
    kind: { type: "choice", of: () => [fine, okAndError, otherAndError, noLine] },
    answer: (rec) => {
      const said = line(rec);
      if (said === null) return noLine;
      if (!tells(rec)) return fine;
      return /^\S+ \S+ 200 /.test(said) ? okAndError : otherAndError;
    },
    why: (rec) => {
      if (line(rec) === null) return "Nobody writes one: there is no middleware.";
      if (tells(rec))
        return "The status had been decided before anything failed. The error came back to somebody who was still there to log it.";
      return refused(rec) === undefined
        ? "There was none to tell of."
        : "The socket was asked only after the line was written.";
    },
    hints: ["Who is still there when the socket is asked?", "When is a status decided, and can it change?"],
  },
  {
    id: "client-gets",
    text: () => "What does the client get?",
    before: (rec) => rec.first("client.read") ?? rec.first("client.fin"),
    kind: { type: "choice", of: () => [whole, part, nothing] },
    answer: (rec) => {
      const result = rec.last("client.result");
      if (result === undefined || result.status === null) return nothing;
      return result.error === null ? whole : part;
    },
    why: (rec) => {
      const result = rec.last("client.result");
      return result?.error === null
        ? `It got ${result.status} and ${result.bytes} bytes.`
        : `${result?.error}. That somebody knows does not bring the bytes to the client.`;
    },
    hints: ["How many bytes did the socket take?"],
  },
];
