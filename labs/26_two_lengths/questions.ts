/**
 * What lab 26 asks before it shows it.
 *
 * @module
 */

import type { Question } from "../../lib/lab/lab.ts";
import type { Recording } from "../../lib/mod.ts";
import { type RequestName, requests } from "./requests.ts";
import { count, inWords, on, ours, own, ownName, seenOn } from "./seen.ts";

const kept = "it is kept, and the next bytes are read as a request";
const closed = "it is closed";
const none = "no answer: the connection is closed";

export const questions: readonly Question[] = [
  {
    id: "connection",
    text: (rec) =>
      `A client sends a request with ${what(rec)}. In what may be its body stands GET /hidden, and behind that comes GET /last. What does Go's server, which eoflab's is like, do with the connection after its first answer?`,
    before: firstOfOurs,
    kind: { type: "choice", of: () => [kept, closed] },
    answer: (rec) => (seenOn(rec, ours).statuses.length > 1 ? kept : closed),
    why: (rec) => {
      if (seenOn(rec, ours).statuses.length > 1)
        return rec.header.knobs.request === "honest"
          ? "It is kept, as always."
          : "It is kept: what is ambiguous counts as settled. (After a Content-Length beside a Transfer-Encoding, RFC 9112 §6.1 wants the connection closed.)";
      return "It is closed: where this request ends is not certain, and so nobody knows where a next one would begin.";
    },
    hints: ["Who closes is safe. Is Go?"],
  },
  {
    id: "go-sees",
    text: () => "How many requests does it see in all?",
    before: firstOfOurs,
    kind: { type: "number", unit: "integer" },
    answer: (rec) => count(rec, ours),
    why: (rec) => `It ${inWords(seenOn(rec, ours))}.`,
    hints: [
      "Which of the two does the RFC say to believe?",
      "Is GET /hidden a part of the body, or behind it?",
    ],
  },
  {
    id: "own-sees",
    text: (rec) => `The very same bytes go to ${ownName(rec)}. How many requests does that see?`,
    before: firstOfOwn,
    kind: { type: "number", unit: "integer" },
    answer: (rec) => count(rec, own),
    why: (rec) =>
      count(rec, own) === 0 ? "None: it refuses the message as a whole." : `It ${inWords(seenOn(rec, own))}.`,
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

/** The first event that tells what eoflab's server thinks. */
function firstOfOurs(rec: Recording): ReturnType<Recording["first"]> {
  return on(rec, ours, "server.request")[0] ?? on(rec, ours, "rwc.write")[0];
}

/** The first event that tells what the runtime's own server thinks. */
function firstOfOwn(rec: Recording): ReturnType<Recording["first"]> {
  return on(rec, own, "handler.start")[0] ?? on(rec, own, "client.read")[0] ?? on(rec, own, "client.fin")[0];
}
