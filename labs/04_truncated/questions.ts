/**
 * What lab 04 asks before it shows it.
 *
 * @module
 */

import type { Question } from "../../lib/lab/lab.ts";
import { type Recording, seconds } from "../../lib/mod.ts";
import { hadStatusFirst, secondWrite, secondWrote, woke } from "./halves.ts";

const before = "a status, before the second half is written";
const after = "a status, when the second half is written";
const never = "no status: an error";

const noError = "no error";
const anError = "an error";

const whole = "no error: the body is whole";
const unexpected = "unexpected EOF";
const timeout = "i/o timeout";
const noBody = "there is no body: the request itself fails";

const noLastChunk = "the last chunk has not come";
const tooFew = "fewer bytes came than Content-Length says";
const noAnswer = "no answer came at all";
const nothingMissing = "nothing is missing";

export const questions: readonly Question[] = [
  {
    id: "status",
    text: (rec) =>
      `The handler has written the first ${rec.header.knobs.first} bytes${rec.header.knobs.flush === true ? " and flushed them" : ", and does not flush them"}. What will the program that asked have, and when?`,
    before: (rec) => rec.first("client.response") ?? rec.first("client.fin"),
    kind: { type: "choice", of: () => [before, after, never] },
    answer: (rec) => {
      if (rec.first("client.response") === undefined) return never;
      return hadStatusFirst(rec) ? before : after;
    },
    why: (rec) => {
      const response = rec.first("client.response");
      if (response === undefined)
        return "Nothing had left the server's buffers before the deadline, and nothing left them after it.";
      return `The header left with the first bytes that reached the socket, at ${seconds(response.t)}. A status is not a promise that the rest will come.`;
    },
    hints: ["Which bytes go first: those of the header, or those of the body?"],
  },
  {
    id: "second-write",
    text: (rec) =>
      `The write deadline is ${seconds(Number(rec.header.knobs.writeTimeout))}, and the handler has worked for ${seconds(Number(rec.header.knobs.handlerTime))}. Now it writes the other ${rec.header.knobs.second} bytes. What does w.write report?`,
    before: secondWrite,
    kind: { type: "choice", of: () => [noError, anError] },
    answer: (rec) => (secondWrote(rec)?.error === null ? noError : anError),
    why: (rec) =>
      secondWrote(rec)?.error === null
        ? "The bytes fitted into the buffers. The socket was not asked during this call."
        : `The buffers were full before all bytes were in them, so the socket was asked: ${secondWrote(rec)?.error}.`,
    hints: [
      "A flush before it has emptied the buffers.",
      "response.w holds 2048 bytes, and conn.bufw behind it 4096.",
    ],
  },
  {
    id: "bytes",
    text: (rec) =>
      `How many of the body's ${Number(rec.header.knobs.first) + Number(rec.header.knobs.second)} bytes does the client's program read?`,
    before: (rec) => rec.all("rwc.write").find((e) => e.seq > woke(rec)) ?? rec.last("client.result"),
    kind: { type: "number", unit: "bytes" },
    answer: (rec) => rec.last("client.result")?.bytes ?? 0,
    why: (rec) => {
      const read = rec.last("client.result")?.bytes ?? 0;
      const taken = rec.all("handler.wrote").reduce((sum, e) => sum + e.n, 0);
      return read === taken
        ? `All that the handler's writes took reached the client: ${read} bytes.`
        : `The handler was told of ${taken} bytes that were taken. ${read} of them got through the socket.`;
    },
    hints: ["Which bytes were handed to the socket before the deadline, and which after it?"],
  },
  {
    id: "ends-with",
    text: () => "The client's program reads the body. What does that end with?",
    before: (rec) => rec.first("client.fin") ?? rec.first("client.body"),
    kind: { type: "choice", of: () => [whole, unexpected, timeout, noBody] },
    answer: (rec) => {
      const result = rec.last("client.result");
      if (result === undefined || result.status === null) return noBody;
      if (result.error === null) return whole;
      return result.error.includes(timeout) ? timeout : unexpected;
    },
    why: (rec) => {
      const result = rec.last("client.result");
      if (result?.error === null) return `It got ${result.bytes} bytes, and the sign that these are all.`;
      return `${result?.error}. The timeout is the server's own affair: of the connection, the client sees only that it has ended.`;
    },
    hints: ["The deadline is the server's. What of it goes over the wire?"],
  },
  {
    id: "how-it-knows",
    text: () => "By what does the client know whether it has the whole answer?",
    before: (rec) => rec.first("client.body") ?? rec.last("client.result"),
    kind: { type: "choice", of: () => [noLastChunk, tooFew, noAnswer, nothingMissing] },
    answer: (rec) => {
      const result = rec.last("client.result");
      if (result === undefined || result.status === null) return noAnswer;
      if (result.error === null) return nothingMissing;
      return rec.first("client.response")?.contentLength === null ? noLastChunk : tooFew;
    },
    why: whyItKnows,
    hints: ["What does the header say about the length of the body?"],
  },
];

function whyItKnows(rec: Recording): string {
  const response = rec.first("client.response");
  const { bytes = 0, error } = rec.last("client.result") ?? {};
  if (response === undefined) return "There was no header, so there was nothing to measure the body with.";
  if (response.contentLength !== null)
    return `The header says Content-Length: ${response.contentLength}, and ${bytes} bytes came.`;
  return error === null
    ? `The body is chunked, and after ${bytes} bytes came the last chunk.`
    : `The body is chunked, and after ${bytes} bytes the connection ended without the last chunk.`;
}
