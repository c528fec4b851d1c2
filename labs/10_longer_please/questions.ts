/**
 * What lab 10 asks before it shows it.
 *
 * @module
 */

import type { Question } from "../../lib/lab/lab.ts";
import { type Recording, seconds } from "../../lib/mod.ts";
import { failedFlush, ownDeadlines, received, refused, sent } from "./seen.ts";

const stays = "no: it stands where the server has set it";
const moved = "yes: the handler moves it";

const byWrite = "w.write";
const byFlush = "flush";
const byNone = "none of them";

const whole = "200, and all events";
const part = "200, some events, and unexpected EOF";
const nothing = "no answer: an error";

export const questions: readonly Question[] = [
  {
    id: "deadline-moves",
    text: (rec) =>
      `The server's write deadline is ${at(rec, "writeTimeout")}. The handler ${how(rec)}, and flushes an event every ${at(rec, "every")}. While the stream runs, does the deadline move?`,
    before: (rec) => rec.all("handler.sleep")[0],
    kind: { type: "choice", of: () => [stays, moved] },
    answer: (rec) => (ownDeadlines(rec).length > 0 ? moved : stays),
    why: (rec) => {
      const own = ownDeadlines(rec);
      return own.length === 0
        ? "It was set when the request's header had been read, for the whole answer. That bytes are sent moves nothing."
        : `The handler set ${own.length === 1 ? "one of its own" : `${own.length} of its own`}, each in the place of the one before.`;
    },
    hints: ["Is WriteTimeout a time for a write, or for an answer?", "Who calls SetWriteDeadline, and when?"],
  },
  {
    id: "events-arrive",
    text: (rec) => `How many of the ${rec.header.knobs.events} events does the client's program read?`,
    before: (rec) => rec.all("client.read")[0],
    kind: { type: "number", unit: "integer" },
    answer: received,
    why: (rec) => {
      const failed = refused(rec);
      return failed === undefined
        ? "Each of them reached the socket before the deadline that was armed then."
        : `${received(rec)} reached the socket in time; the next one came ${seconds(failed.late ?? 0)} after the deadline.`;
    },
    hints: ["At which times are the events written?", "Which deadline is armed at each of them?"],
  },
  {
    id: "who-is-told",
    text: () => "Which of the handler's calls reports an error in the end?",
    before: (rec) => {
      const failed = refused(rec);
      if (failed === undefined) return rec.last("handler.write");
      return rec.all("handler.write").findLast((e) => e.seq < failed.seq);
    },
    kind: { type: "choice", of: () => [byWrite, byFlush, byNone] },
    answer: (rec) => {
      if (rec.all("handler.wrote").some((e) => e.error !== null)) return byWrite;
      return failedFlush(rec) === undefined ? byNone : byFlush;
    },
    why: (rec) =>
      failedFlush(rec) === undefined
        ? "The socket took all that it was given."
        : "The event fits into a buffer, so its write is told of nothing. The flush asks the socket.",
    hints: ["Lab 03 is about that."],
  },
  {
    id: "client-gets",
    text: () => "What does the client's program have in the end?",
    before: (rec) => rec.last("client.result"),
    kind: { type: "choice", of: () => [whole, part, nothing] },
    answer: (rec) => {
      const result = rec.last("client.result");
      if (result === undefined || result.status === null) return nothing;
      return result.error === null ? whole : part;
    },
    why: (rec) => {
      const result = rec.last("client.result");
      return result?.error === null
        ? `The last chunk came: ${sent(rec)} events, ${result.bytes} bytes.`
        : `${sent(rec)} events, and then ${result?.error}: the last chunk has not come.`;
    },
    hints: ["The status left with the first event."],
  },
];

function how(rec: Recording): string {
  switch (rec.header.knobs.extend) {
    case "each":
      return `sets one of ${at(rec, "extra")} before each event`;
    case "once":
      return `sets one of ${at(rec, "extra")} when it starts`;
    default:
      return "sets none of its own";
  }
}

function at(rec: Recording, knob: string): string {
  const ms = Number(rec.header.knobs[knob]);
  return ms === 0 ? "none" : seconds(ms);
}
