/**
 * What lab 11 asks before it shows it.
 *
 * @module
 */

import type { Question } from "../../lib/lab/lab.ts";
import { type Recording, seconds } from "../../lib/mod.ts";
import { answeredAt, doneAt, refused, toldOfWrite, wasTooLate } from "./seen.ts";

const unavailable = "503, from timeoutHandler";
const answer = "200, and the handler's answer";
const nothing = "no answer: an error";

const noError = "no error";
const handlerTimeout = "http: Handler timeout";

export const questions: readonly Question[] = [
  {
    id: "client-gets",
    text: (rec) =>
      `timeoutHandler gives the handler ${at(rec, "limit")}, the server's write deadline is ${at(rec, "writeTimeout")}, and the handler works for ${at(rec, "handlerTime")}. What does the client get?`,
    before: firstSign,
    kind: { type: "choice", of: () => [unavailable, answer, nothing] },
    answer: (rec) => {
      const status = rec.last("client.result")?.status ?? null;
      if (status === null) return nothing;
      return status === 503 ? unavailable : answer;
    },
    why: (rec) => {
      const failed = refused(rec);
      if (failed !== undefined)
        return `${wasTooLate(rec) ? "The 503" : "The answer"} reached the socket ${seconds(failed.late ?? 0)} after the write deadline, like any other answer that late.`;
      return wasTooLate(rec)
        ? `The limit was over at ${seconds(answeredAt(rec))}, and the write deadline was not: the 503 went out.`
        : "The handler was done before either limit.";
    },
    hints: [
      "Which of the three times is over first?",
      "Is a 503 written by other means than any other answer?",
    ],
  },
  {
    id: "when",
    text: () => "When does the client's program have its answer, or its error?",
    before: firstSign,
    kind: { type: "number", unit: "duration" },
    answer: answeredAt,
    why: (rec) =>
      `At ${seconds(answeredAt(rec))}, when ${wasTooLate(rec) ? "timeoutHandler's limit was over" : "the handler was done"}. A write deadline answers nobody.`,
    hints: ["Who acts when a deadline passes, and who when timeoutHandler's timer fires?"],
  },
  {
    id: "handler-ends",
    text: () => "When is the handler itself done with its work?",
    before: (rec) => rec.first("handler.wake"),
    kind: { type: "number", unit: "duration" },
    answer: doneAt,
    why: (rec) =>
      wasTooLate(rec)
        ? `At ${seconds(doneAt(rec))}. What was answered in its place stopped nothing: its signal was aborted, and it did not look.`
        : `At ${seconds(doneAt(rec))}, in its own time.`,
    hints: ["Can a handler be stopped from outside?"],
  },
  {
    id: "write-returns",
    text: (rec) => `The handler now writes its ${rec.header.knobs.size} bytes. What does w.write report?`,
    before: toldOfWrite,
    kind: { type: "choice", of: () => [noError, handlerTimeout] },
    answer: (rec) => (wasTooLate(rec) ? handlerTimeout : noError),
    why: (rec) =>
      wasTooLate(rec)
        ? "timeoutHandler has answered in its place, and says so to whoever still writes."
        : "timeoutHandler keeps the answer in memory until the handler returns. Nothing has gone out yet, so there is nothing to report.",
    hints: ["Whose ResponseWriter does the handler write to?"],
  },
];

/** The first event by which one sees what comes: the answer's own making, or the end of a deadline that it meets. */
function firstSign(rec: Recording): ReturnType<Recording["first"]> {
  return rec.events.find(
    (e) => e.name === "deadline.pass" || e.name === "handler.write" || e.name === "handler.wake",
  );
}

function at(rec: Recording, knob: string): string {
  const ms = Number(rec.header.knobs[knob]);
  return ms === 0 ? "none" : seconds(ms);
}
