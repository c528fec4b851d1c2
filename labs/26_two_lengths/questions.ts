/**
 * What lab 26 asks before it shows it.
 *
 * @module
 */

import type { Question } from "../../lib/lab/lab.ts";
import type { Recording } from "../../lib/mod.ts";
import { type RequestName, requests } from "./requests.ts";
import { count, inWords, on, ours, own, ownName, seenOn } from "./seen.ts";

const yes = "yes";
const no = "no";
const none = "no answer: the connection is closed";

export const questions: readonly Question[] = [
  {
    id: "go-sees",
    text: (rec) =>
      `A client sends a request with ${what(rec)}. In what may be its body stands GET /hidden, and behind that comes GET /last. How many requests does Go's server see, which eoflab's is like?`,
    before: (rec) => on(rec, ours, "server.request")[0] ?? on(rec, ours, "rwc.write")[0],
    kind: { type: "number", unit: "integer" },
    answer: (rec) => count(rec, ours),
    why: (rec) => `It ${inWords(seenOn(rec, ours))}.`,
    hints: [
      "Which of the two does the RFC say to believe?",
      "Is a server that could refuse obliged to guess?",
    ],
  },
  {
    id: "hidden-served",
    text: () => "Is GET /hidden served by it, as a request of its own?",
    before: (rec) => on(rec, ours, "server.request")[0] ?? on(rec, ours, "rwc.write")[0],
    kind: { type: "choice", of: () => [yes, no] },
    answer: (rec) => (seenOn(rec, ours).requests.some((line) => line.startsWith("GET /hidden")) ? yes : no),
    why: (rec) => {
      const [first] = seenOn(rec, ours).requests;
      return first === undefined
        ? "Nothing is: the connection ends with the refusal, and what stood behind the header is dropped."
        : `For this server the first request is ${first}; what comes behind that is the next one.`;
    },
    hints: ["Where does the first body end?"],
  },
  {
    id: "own-sees",
    text: (rec) => `The very same bytes go to ${ownName(rec)}. How many requests does that see?`,
    before: firstOfOwn,
    kind: { type: "number", unit: "integer" },
    answer: (rec) => count(rec, own),
    why: (rec) => `It ${inWords(seenOn(rec, own))}.`,
    hints: ["RFC 9112 allows to process such a message, and allows to refuse it."],
  },
  {
    id: "own-answers",
    text: (rec) => `What does ${ownName(rec)} answer first?`,
    before: firstOfOwn,
    kind: { type: "choice", of: () => ["200", "400", "501", none] },
    answer: (rec) => String(seenOn(rec, own).statuses[0] ?? none),
    why: (rec) =>
      count(rec, own) === 0
        ? "It refuses: a message that two parsers may read differently is of no use to an honest client."
        : "It takes the request for one.",
    hints: ["How many requests did it see?"],
  },
];

function what(rec: Recording): string {
  return requests[rec.header.knobs.request as RequestName].what;
}

/** The first event that tells what the runtime's own server thinks. */
function firstOfOwn(rec: Recording): ReturnType<Recording["first"]> {
  return on(rec, own, "handler.start")[0] ?? on(rec, own, "client.read")[0] ?? on(rec, own, "client.fin")[0];
}
