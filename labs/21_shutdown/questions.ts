/**
 * What lab 21 asks before it shows it.
 *
 * @module
 */

import type { Question } from "../../lib/lab/lab.ts";
import { type Recording, seconds } from "../../lib/mod.ts";
import { closedAfter, closing, cutShort, down, restCame, since, waited } from "./seen.ts";

const anAnswer = "its answer, whole";
const eof = "EOF";

const isAborted = "it is aborted";
const isLeft = "it is left alone";

/** What is done to the server. */
function ending(rec: Recording): string {
  const { how, patience } = rec.header.knobs;
  if (how === "close") return "The server is ended with close()";
  return patience === 0
    ? "The server is ended with shutdown(), however long that takes"
    : `The server is ended with shutdown(), which may take ${seconds(Number(patience))}; then close() follows`;
}

/** What the handler still has to do. */
function work(rec: Recording): string {
  const { handlerTime, told } = rec.header.knobs;
  const whole = seconds(Number(handlerTime));
  return Number(told) > 0
    ? `${whole}, or ${seconds(Number(told))} once registerOnShutdown has told it to end`
    : whole;
}

/** How many connections are closed at the instant at which the server is told to end. */
function atOnce(rec: Recording): number {
  return [1, 2, 3].filter((conn) => closedAfter(rec, conn) === 0).length;
}

/** Whether the request was given up before its handler had ended. */
function wasAborted(rec: Recording): boolean {
  const abort = rec.first("handler.abort");
  return abort !== undefined && abort.seq < (rec.last("handler.return")?.seq ?? 0);
}

export const questions: readonly Question[] = [
  {
    id: "at-once",
    text: (rec) =>
      `${ending(rec)}. One connection is idle; on one the handler works for another ${work(rec)}; one has brought half a header. How many of the three does the server close at once?`,
    before: (rec) => closing(rec, 1),
    kind: { type: "number", unit: "integer" },
    answer: atOnce,
    why: (rec) =>
      atOnce(rec) === 3
        ? "All of them: close asks nobody."
        : "The idle one: nobody waits for anything on it. The others have something to lose.",
    hints: ["On which connection does nobody wait for anything?"],
  },
  {
    id: "signal",
    text: (rec) =>
      `${ending(rec)}. The handler still works for ${work(rec)}. What becomes of its r.signal meanwhile?`,
    before: (rec) => rec.first("handler.abort") ?? rec.last("handler.wake"),
    kind: { type: "choice", of: () => [isLeft, isAborted] },
    answer: (rec) => (wasAborted(rec) ? isAborted : isLeft),
    why: (rec) =>
      wasAborted(rec)
        ? "Its connection was closed under it, so nobody can read what it writes."
        : cutShort(rec) === undefined
          ? "Shutdown does not tell handlers that the server ends; a stream that never ends keeps it for ever (RegisterOnShutdown is for that)."
          : "Shutdown aborts no request. It called the function that registerOnShutdown was given, and that told the handler, by a signal of its own.",
    hints: ["Does the client still wait for the answer?"],
  },
  {
    id: "waits",
    text: (rec) => `${ending(rec)}. What does the client get whose handler works for another ${work(rec)}?`,
    before: (rec) => waited(rec),
    kind: { type: "choice", of: () => [anAnswer, eof] },
    answer: (rec) => (waited(rec)?.error === null ? anAnswer : eof),
    why: (rec) =>
      waited(rec)?.error === null
        ? `Its handler was let finish: ${waited(rec)?.status}, ${waited(rec)?.bytes} bytes.`
        : `Its connection was closed after ${seconds(closedAfter(rec, 2))}, and the handler was not done.`,
    hints: ["How long may the server take, and how long does the handler take?"],
  },
  {
    id: "half",
    text: (rec) =>
      `${ending(rec)}. The third client has sent half a header. When does the server close its connection, counted from that moment?`,
    before: (rec) => {
      const half = closing(rec, 3);
      const rest = rec.all("client.write").filter((e) => e.conn === 3)[1];
      return rest ?? half;
    },
    kind: { type: "number", unit: "duration" },
    answer: (rec) => closedAfter(rec, 3),
    why: (rec) =>
      restCame(rec)
        ? "When the rest had come, and the server had read all of it: a server that is shutting down serves no further request."
        : closedAfter(rec, 3) >= 5_000
          ? "Go gives a connection that has not brought a request five seconds, as browsers connect ahead of need; then it counts as idle."
          : "It was cut: nobody waits for it any longer than that.",
    hints: [
      "Is a connection idle that has not brought a whole request?",
      "Browsers open connections ahead of need.",
    ],
  },
  {
    id: "returns",
    text: (rec) => `${ending(rec)}. When does shutdown() return, counted from its call?`,
    before: down,
    kind: { type: "number", unit: "duration" },
    answer: (rec) => since(rec, down(rec)?.t ?? 0),
    why: (rec) =>
      down(rec)?.error === null
        ? "When the last connection has ended, whichever that is."
        : `Its time was over before the last connection had ended, and it says so: ${down(rec)?.error}.`,
    hints: ["Which connection takes longest?"],
  },
];
