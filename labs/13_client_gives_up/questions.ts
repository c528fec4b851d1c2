/**
 * What lab 13 asks before it shows it.
 *
 * @module
 */

import type { Question } from "../../lib/lab/lab.ts";
import { type Recording, seconds } from "../../lib/mod.ts";
import { aborted, forNobody, gaveUp, worked } from "./seen.ts";

const atOnce = "when the client has closed the connection, while the handler works";
const atWrite = "when the handler writes";
const never = "not at all: the client is still there";

const noError = "no error";
const anError = "an error";
const noWrite = "it does not write";

export const questions: readonly Question[] = [
  {
    id: "server-notices",
    text: (rec) =>
      `The client waits ${patience(rec)}, the handler works for ${seconds(Number(rec.header.knobs.handlerTime))}. When does the server know that the client has gone?`,
    before: (rec) => rec.all("client.close")[0] ?? rec.first("handler.wake"),
    kind: { type: "choice", of: () => [atOnce, atWrite, never] },
    answer: (rec) => {
      if (gaveUp(rec) === null) return never;
      return aborted(rec) === undefined ? atWrite : atOnce;
    },
    why: (rec) => {
      const abort = aborted(rec);
      return abort === undefined
        ? "The answer came before the client's time was over."
        : `While a handler runs, the server reads a byte ahead, and read the client's FIN: r.signal was aborted at ${seconds(Math.round(abort.t))}.`;
    },
    hints: ["Does anybody read from the connection while the handler works?", "What does a close send?"],
  },
  {
    id: "client-gets",
    text: () => "What does the client's program get?",
    before: (rec) => rec.last("client.result"),
    kind: { type: "choice", of: () => ["an answer", "an error that says it was a timeout", "EOF"] },
    answer: (rec) => {
      const error = rec.last("client.result")?.error ?? null;
      if (error === null) return "an answer";
      return error.includes("Client.Timeout") ? "an error that says it was a timeout" : "EOF";
    },
    why: (rec) => {
      const result = rec.last("client.result");
      return result?.error === null
        ? `${result.status}, and ${result.bytes} bytes.`
        : `${result?.error}. Its own time was over, and it says where it was waiting.`;
    },
    hints: ["Who ended the connection?"],
  },
  {
    id: "handler-works",
    text: (rec) =>
      `The handler ${rec.header.knobs.watch === true ? "ends its work when r.signal is aborted" : "does not look at r.signal"}. How long is it at work in the end?`,
    before: (rec) =>
      gaveUp(rec) === null
        ? rec.first("handler.wake")
        : (rec.first("handler.wake") ?? rec.first("handler.return")),
    kind: { type: "number", unit: "duration" },
    answer: worked,
    why: (rec) =>
      `It returned after ${seconds(worked(rec))}; ${seconds(forNobody(rec))} of that ${forNobody(rec) === 1000 ? "was" : "were"} for a client that had gone. Aborting a signal stops nobody who does not look at it.`,
    hints: ["What does the server do to a handler whose client has gone?"],
  },
  {
    id: "write-returns",
    text: (rec) => `What does w.write report, of ${rec.header.knobs.size} bytes?`,
    before: (rec) => rec.first("handler.write") ?? rec.first("handler.return"),
    kind: { type: "choice", of: () => [noError, anError, noWrite] },
    answer: (rec) => {
      const wrote = rec.first("handler.wrote");
      if (wrote === undefined) return noWrite;
      return wrote.error === null ? noError : anError;
    },
    why: (rec) => {
      const wrote = rec.first("handler.wrote");
      if (wrote === undefined) return "The handler had returned when r.signal was aborted.";
      const sent = rec.first("rwc.wrote");
      return gaveUp(rec) === null
        ? "The bytes fitted into the buffers, and reached the client afterwards."
        : `The bytes fitted into the buffers. Even the socket took them, ${sent?.n ?? 0} with the header: a kernel learns from the peer's RST, which comes after the first write, that nobody is there.`;
    },
    hints: [
      "Where do the bytes of a small write go?",
      "The server knows that the client has gone. Does w.write ask it?",
    ],
  },
];

function patience(rec: Recording): string {
  const ms = Number(rec.header.knobs.clientTimeout);
  return ms === 0 ? "as long as it takes" : `${seconds(ms)} at most`;
}
