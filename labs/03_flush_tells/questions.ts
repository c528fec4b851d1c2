/**
 * What lab 03 asks before it shows it.
 *
 * @module
 */

import type { Question } from "../../lib/lab/lab.ts";
import { type Recording, seconds } from "../../lib/mod.ts";
import { afterHandler, refused, toldByFlush, toldByWrite } from "./told.ts";

const noError = "no error";
const anError = "an error";

const chunked = "Transfer-Encoding: chunked, and no length";
const length = "Content-Length";
const neither = "neither: the body ends where the connection ends";

const byFlush = "the handler, by its flush";
const byWrite = "the handler, by its write";
const nobody = "nobody";
const nothingFailed = "there is nothing to tell: nothing fails";

const nothing = "no answer: an error";
const part = "a status, and an error in the body";
const whole = "the whole answer";

export const questions: readonly Question[] = [
  {
    id: "write-returns",
    text: (rec) =>
      `The write deadline is ${seconds(Number(rec.header.knobs.writeTimeout))}, the handler has worked for ${seconds(Number(rec.header.knobs.handlerTime))} and writes ${rec.header.knobs.size} bytes in one call. What does w.write report?`,
    before: (rec) => rec.first("handler.write"),
    kind: { type: "choice", of: () => [noError, anError] },
    answer: (rec) => (toldByWrite(rec) === undefined ? noError : anError),
    why: (rec) =>
      toldByWrite(rec) === undefined
        ? "The bytes fitted into a buffer, and the socket was not asked."
        : `The bytes did not fit, so the socket was asked in this very call: ${toldByWrite(rec)?.error}.`,
    hints: ["Is the socket asked while w.write is under way?"],
  },
  {
    id: "framing",
    text: (rec) =>
      `The handler has ${rec.header.knobs.size} bytes in all${rec.header.knobs.declare === true ? ", has set Content-Length," : ""} and ${then(rec)}. How does the header say where the body ends?`,
    before: (rec) => rec.first("chunkWriter.header"),
    kind: { type: "choice", of: () => [length, chunked, neither] },
    answer: (rec) => {
      const framing = rec.first("chunkWriter.header")?.framing;
      if (framing === "chunked") return chunked;
      return framing === "content-length" ? length : neither;
    },
    why: (rec) => {
      const header = rec.first("chunkWriter.header");
      if (header?.framing === "chunked")
        return "The header left while the handler was still running. It might have written more, so the server could not know the length.";
      return header !== undefined && afterHandler(rec, header)
        ? `The handler had returned, and its whole body was in a buffer: the server counted ${header.contentLength} bytes.`
        : `The handler had said it: ${header?.contentLength} bytes.`;
    },
    hints: ["What does the server know of the body when the header has to leave?"],
  },
  {
    id: "who-is-told",
    text: (rec) => `${asked(rec)} Who is told what the socket says?`,
    before: (rec) => rec.first("rwc.write"),
    kind: { type: "choice", of: () => [byFlush, byWrite, nobody, nothingFailed] },
    answer: (rec) => {
      if (refused(rec) === undefined) return nothingFailed;
      if (toldByWrite(rec) !== undefined) return byWrite;
      return toldByFlush(rec) === undefined ? nobody : byFlush;
    },
    why: (rec) => {
      const failed = refused(rec);
      if (failed === undefined) return "The socket took every byte.";
      if (afterHandler(rec, failed))
        return "The socket refused when the handler had returned. Nobody is left who could be told.";
      const told = toldByWrite(rec) ?? toldByFlush(rec);
      return told === undefined
        ? "The flush did fail while the handler was running, but Flusher's Flush has no result to say it with."
        : `The call that went down to the socket had not returned yet, and returned this: ${told.error}.`;
    },
    hints: [
      "Who waits for the socket's answer: the handler, or the server after it?",
      "Go has two ways to flush: http.Flusher, whose Flush returns nothing, and ResponseController.Flush, which returns an error.",
    ],
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
      if (result?.error === null) return `It got ${result.status} and ${result.bytes} bytes.`;
      return `${result?.error}. To know of a failure is not to prevent it.`;
    },
    hints: ["Does it matter to the socket who calls it?"],
  },
];

/** What the handler does when it has written. */
function then(rec: Recording): string {
  return rec.header.knobs.flush === "none" ? "returns" : "flushes before it returns";
}

/** What the question takes for known. */
function asked(rec: Recording): string {
  switch (rec.header.knobs.flush) {
    case "controller":
      return "The handler flushes by ResponseController.";
    case "flusher":
      return "The handler flushes by the older Flusher.";
    default:
      return "The handler does not flush.";
  }
}
