/**
 * What lab 16 asks before it shows it.
 *
 * @module
 */

import { formatDuration } from "../../lib/lab/knob.ts";
import type { Question } from "../../lib/lab/lab.ts";
import type { Recording } from "../../lib/mod.ts";
import { armed, ending, moved, passed } from "./seen.ts";

const answer = "the answer";
const eof = "an error: EOF";

const written = "the write deadline, when the handler has returned";
const idle = "the idle deadline";
const nothing = "nothing: it stays open";

export const questions: readonly Question[] = [
  {
    id: "answer-comes",
    text: ({ header: { knobs } }) =>
      `The server's writeTimeout is ${formatDuration(Number(knobs.writeTimeout))}, the handler works for ${formatDuration(Number(knobs.handlerTime))}, and TCP's keep-alive is ${knobs.tcpKeepAlive === true ? `on, with a probe after ${formatDuration(Number(knobs.probeAfter))} of silence` : "off"}. What does the client get?`,
    before: (rec) => rec.first("deadline.pass") ?? rec.first("handler.wake"),
    kind: { type: "choice", of: () => [answer, eof] },
    answer: (rec) => (rec.last("client.result")?.error === null ? answer : eof),
    why: (rec) =>
      rec.last("client.result")?.error === null
        ? "The write deadline had not passed when the answer was written."
        : "The write deadline was set once, when the request had been read, and no probe sets it anew.",
    hints: ["When is a write deadline set?", "Who would set it again because of a packet without a byte?"],
  },
  {
    id: "when-it-passes",
    text: (rec) =>
      ending(rec) === "idle"
        ? `From here on the connection is idle, and the server's idleTimeout is ${formatDuration(Number(rec.header.knobs.idleTimeout))}. When does its deadline pass?`
        : `When does the write deadline pass, of which the request set ${formatDuration(armed(rec)?.after ?? 0)}?`,
    before: (rec) => passed(rec),
    kind: { type: "choice", of: (rec) => [afterWhat(rec), "that long after the last probe", "never"] },
    answer: (rec) => (moved(rec) === 0 ? afterWhat(rec) : "that long after the last probe"),
    why: (rec) =>
      `It was armed at ${formatDuration(Math.round(armed(rec)?.t ?? 0))}, and passed at ${formatDuration(Math.round(passed(rec)?.t ?? 0))}. Only what reads or writes moves a deadline, and a probe gives nobody anything to read.`,
    hints: ["Who sets a deadline anew?", "What does a program learn of a probe?"],
  },
  {
    id: "who-ends",
    text: () => "What ends the connection?",
    before: (rec) => rec.last("rwc.close"),
    kind: { type: "choice", of: () => [written, idle, nothing] },
    answer: (rec) => ({ write: written, idle, none: nothing })[ending(rec) ?? "none"],
    why: (rec) =>
      ending(rec) === "idle"
        ? "HTTP's keep-alive is over when the server's patience is. TCP's would have gone on."
        : "The flush after the handler met a write deadline that had passed long before.",
    hints: ["Two things are called keep-alive. Which of them knows of requests?"],
  },
];

/** From when on the deadline runs that ends the connection. */
function afterWhat(rec: Recording): string {
  return ending(rec) === "idle" ? "that long after the answer" : "that long after the request";
}
