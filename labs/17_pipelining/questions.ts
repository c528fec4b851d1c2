/**
 * What lab 17 asks before it shows it.
 *
 * @module
 */

import type { Question } from "../../lib/lab/lab.ts";
import { type Recording, seconds } from "../../lib/mod.ts";
import { count, type Trouble } from "./requests.ts";
import { answered, fates, handled, knows, listed, startOf, unanswered } from "./seen.ts";

const ran = "it was carried out";
const notRan = "it was not carried out";
const unknown = "nothing: it may or may not have been carried out";

const staysOpen = "it is kept for the next request";
const isClosed = "the server closes it";

/** What is the matter with the request that has the trouble. */
function troubleText(rec: Recording): string {
  const { trouble, at } = rec.header.knobs;
  const texts: Record<Trouble, string> = {
    none: "Nothing is wrong with any of them",
    panic: `The handler of number ${at} panics`,
    malformed: `Number ${at} has a line that is no header field`,
    "close-asked": `Number ${at} says Connection: close`,
    "close-set": `The handler of number ${at} sets Connection: close`,
  };
  return texts[trouble as Trouble];
}

/** What takes how long. */
function slowText({ header }: Recording): string {
  const { slow, work } = header.knobs;
  return slow === 0
    ? "None of them takes any time"
    : `Number ${slow} takes ${seconds(Number(work))}, the others no time`;
}

export const questions: readonly Question[] = [
  {
    id: "second-at",
    text: (rec) =>
      `${count} requests leave at once. ${slowText(rec)}. ${troubleText(rec)}. When does the client know what becomes of number 2?`,
    before: (rec) => rec.first("handler.start") ?? rec.first("client.read"),
    kind: { type: "number", unit: "duration" },
    answer: (rec) => Math.round(knows(rec, 2)?.t ?? 0),
    why: (rec) =>
      `At ${seconds(Math.round(knows(rec, 2)?.t ?? 0))}. HTTP/1.1 has no numbers for answers: they come in the order of the requests, and so does the work here.`,
    hints: ["How would the client know to which request an answer belongs?"],
  },
  {
    id: "handlers",
    text: (rec) => `${troubleText(rec)}. For how many of the ${count} requests is a handler called?`,
    before: (rec) => rec.all("handler.return")[0] ?? rec.first("client.read"),
    kind: { type: "number", unit: "integer" },
    answer: (rec) => handled(rec).length,
    why: (rec) =>
      handled(rec).length === count
        ? "For each: nothing that ended the connection came before one of them."
        : `For ${handled(rec).length}. What ends the connection ends it for all that is still in the server's buffer.`,
    hints: ["Does the server look at what is behind a request before it is done with it?"],
  },
  {
    id: "answers",
    text: (rec) => `${troubleText(rec)}. How many answers does the client get?`,
    before: (rec) => rec.first("client.read") ?? rec.first("rwc.close"),
    kind: { type: "number", unit: "integer" },
    answer: answered,
    why: (rec) => {
      const without = unanswered(rec);
      if (without.length === 0) return "One for each request.";
      return `${answered(rec)}: for number ${listed(without.map(({ number }) => number))} there is the end of the connection and nothing else.`;
    },
    hints: ["A 400 is an answer, too.", "What has a handler that throws written?"],
  },
  {
    id: "connection",
    text: (rec) => `${troubleText(rec)}. What does the server do with the connection?`,
    before: (rec) => rec.first("client.fin") ?? rec.first("client.close"),
    kind: { type: "choice", of: () => [staysOpen, isClosed] },
    answer: (rec) => (rec.first("client.fin") === undefined ? staysOpen : isClosed),
    why: (rec) =>
      rec.first("client.fin") === undefined
        ? "Each request had its answer, and both sides know where the next one begins."
        : "After that it can, or must, not go on.",
    hints: ["Which of the troubles are errors, and which are wishes?"],
  },
  {
    id: "last-one",
    text: (rec) =>
      `${troubleText(rec)}. What does the client know, in the end, of whether number ${count} was carried out?`,
    before: (rec) => knows(rec, count),
    kind: { type: "choice", of: () => [ran, notRan, unknown] },
    answer: (rec) => {
      const last = fates(rec)[count - 1];
      if (last === undefined || last.status === null) return unknown;
      return last.status === 400 ? notRan : ran;
    },
    why: (rec) => {
      const last = fates(rec)[count - 1];
      if (last?.status === 400) return "A 400 says that nothing was done with it.";
      if (last !== undefined && last.status !== null) return "It has the answer.";
      return startOf(rec, count) === undefined
        ? "Here its handler was never called; but had it been, and thrown, the client would have seen the same."
        : "Here its handler had begun; had it not, the client would have seen the same.";
    },
    hints: ["What does the client see of a handler that throws? And of one that is never called?"],
  },
];
