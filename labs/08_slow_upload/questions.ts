/**
 * What lab 08 asks before it shows it.
 *
 * @module
 */

import type { Question } from "../../lib/lab/lab.ts";
import { type Recording, seconds } from "../../lib/mod.ts";
import { got, readEnded, readError, woke } from "./seen.ts";

const noError = "no error";
const timeout = "i/o timeout";
const unexpected = "unexpected EOF";

const refusal = "408, from the handler";
const thanks = "200, from the handler";
const nothing = "no answer: an error";

const kept = "it is kept for the next request";
const closed = "it is closed";

export const questions: readonly Question[] = [
  {
    id: "read-ends",
    text: (rec) =>
      `The server's readTimeout is ${time(rec)}. The body of ${rec.header.knobs.size} bytes comes in pieces of ${rec.header.knobs.piece}, one every ${seconds(Number(rec.header.knobs.every))}, and the handler reads it. When is its reading over, well or not?`,
    before: firstSign,
    kind: { type: "number", unit: "duration" },
    answer: readEnded,
    why: (rec) =>
      woke(rec) === undefined
        ? `At ${seconds(readEnded(rec))}, when the last piece had come.`
        : `At ${seconds(readEnded(rec))}, when the read deadline passed: the handler waited in a read, and was woken. The pieces that came moved nothing.`,
    hints: ["Does somebody wait for this deadline?", "Since when does a readTimeout count?"],
  },
  {
    id: "bytes",
    text: () => "How many bytes of the body has the handler by then?",
    before: firstSign,
    kind: { type: "number", unit: "bytes" },
    answer: got,
    why: (rec) => `${got(rec)} of ${rec.header.knobs.size}. What was read before an error is not taken back.`,
    hints: ["How many pieces come before that?"],
  },
  {
    id: "read-says",
    text: () => "What does the handler's last read report?",
    before: (rec) => rec.first("handler.log"),
    kind: { type: "choice", of: () => [noError, timeout, unexpected] },
    answer: (rec) => {
      const error = readError(rec);
      if (error === null) return noError;
      return error.endsWith("i/o timeout") ? timeout : unexpected;
    },
    why: (rec) => readError(rec) ?? "The body was read to its end.",
    hints: ["Has the client ended anything?"],
  },
  {
    id: "client-gets",
    text: () => "What does the client's program get?",
    before: (rec) => rec.first("client.read"),
    kind: { type: "choice", of: () => [thanks, refusal, nothing] },
    answer: (rec) => {
      const status = rec.last("client.result")?.status ?? null;
      if (status === null) return nothing;
      return status === 408 ? refusal : thanks;
    },
    why: (rec) =>
      readError(rec) === null
        ? "The upload was whole, and its answer arrived."
        : "The deadline that passed is for reading. Writing has its own, and there is none: the handler can say what was wrong, and the client, though it is still sending, reads it.",
    hints: ["Which of the two deadlines has passed?"],
  },
  {
    id: "connection",
    text: () => "What becomes of the connection?",
    before: (rec) => rec.first("client.putIdleConn") ?? rec.first("client.close"),
    kind: { type: "choice", of: () => [kept, closed] },
    answer: (rec) => (rec.first("client.putIdleConn") === undefined ? closed : kept),
    why: (rec) =>
      rec.first("client.putIdleConn") === undefined
        ? "A part of the body has not been read, and nobody knows when it comes: no further request could be told from it."
        : "Request and answer are whole.",
    hints: ["Where in the stream of bytes would the next request begin?"],
  },
];

/** The first event by which one sees how it ends. */
function firstSign(rec: Recording): ReturnType<Recording["first"]> {
  return woke(rec) ?? rec.first("handler.log");
}

function time(rec: Recording): string {
  const ms = Number(rec.header.knobs.readTimeout);
  return ms === 0 ? "none" : seconds(ms);
}
