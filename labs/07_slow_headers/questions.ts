/**
 * What lab 07 asks before it shows it.
 *
 * @module
 */

import type { Question } from "../../lib/lab/lab.ts";
import { type Recording, seconds, type TraceEvent } from "../../lib/mod.ts";
import { asked, kept, open, passed, sent, slowEnds, slowResult, waited } from "./seen.ts";

const tooLate = "408 Request Timeout";
const badRequest = "400 Bad Request";
const closed = "nothing: the connection is closed";
const gaveUp = "nothing: it closes the connection itself";

export const questions: readonly Question[] = [
  {
    id: "honest-waits",
    text: (rec) =>
      `${open(rec)} slow ${open(rec) === 1 ? "client has a connection" : "clients have connections"}, and ${room(rec)}. How long does the honest client, which has just sent its request, wait for its answer?`,
    before: (rec) => after(rec, asked(rec)),
    kind: { type: "number", unit: "duration" },
    answer: waited,
    why: (rec) =>
      waited(rec) === 0
        ? "Not at all. A connection that waits for bytes keeps nobody busy; slow clients hurt when something runs out: connections, files, memory."
        : `${seconds(waited(rec))}: until a slow client's connection was closed, as there was no room for another.`,
    hints: [
      "What does the server do for a connection that sends nothing?",
      "How many does it have room for?",
    ],
  },
  {
    id: "slow-ends",
    text: (rec) =>
      `The server's readHeaderTimeout is ${time(rec)}. A slow client sends a byte every ${seconds(Number(rec.header.knobs.every))}, and would give up at ${seconds(Number(rec.header.knobs.patience))}. For how long does the first one have its connection?`,
    before: slowEnds,
    kind: { type: "number", unit: "duration" },
    answer: kept,
    why: (rec) =>
      passed(rec) === undefined
        ? `For ${seconds(kept(rec))}, until it has had enough. No deadline is set.`
        : `For ${seconds(kept(rec))}. The deadline is for the whole header, and bytes that come do not move it.`,
    hints: ["Since when does the deadline count?", "Does a byte that comes move it?"],
  },
  {
    id: "slow-gets",
    text: (rec) => `It has sent ${sent(rec)} bytes by then. What does it get from the server?`,
    before: slowEnds,
    kind: { type: "choice", of: () => [tooLate, badRequest, closed, gaveUp] },
    answer: (rec) => {
      if (passed(rec) === undefined) return gaveUp;
      const status = slowResult(rec)?.status ?? null;
      if (status === null) return closed;
      return status === 400 ? badRequest : tooLate;
    },
    why: (rec) => {
      if (passed(rec) === undefined) return "It closed its connection, and reads no more.";
      return slowResult(rec)?.status === 400
        ? "The read that was woken gave back a part of a line, which net/http took for a whole one. It makes no sense, and that is what the client is told."
        : "A header that is late is not answered: Go closes the connection and logs nothing.";
    },
    hints: [
      "Is what has come a whole line?",
      "What does a reader of lines do with a part of one, when no more comes?",
    ],
  },
];

/** The event that comes after one. */
function after(rec: Recording, event: TraceEvent | undefined): TraceEvent | undefined {
  return event === undefined ? undefined : rec.events.find(({ seq }) => seq === event.seq + 1);
}

function room(rec: Recording): string {
  const limit = Number(rec.header.knobs.limit);
  return limit === 0 ? "the server takes as many as come" : `the server has room for ${limit}`;
}

function time(rec: Recording): string {
  const ms = Number(rec.header.knobs.readHeaderTimeout);
  return ms === 0 ? "none" : seconds(ms);
}
