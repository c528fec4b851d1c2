/**
 * What lab 12 asks before it shows it.
 *
 * @module
 */

import type { Question } from "../../lib/lab/lab.ts";
import { type Recording, seconds } from "../../lib/mod.ts";
import { blockedFor, quickWaited, refused, slowResult } from "./seen.ts";

const answer = "200, and the computed answer";
const nothing = "no answer: an error";

export const questions: readonly Question[] = [
  {
    id: "nobody-served",
    text: (rec) =>
      `One handler ${rec.header.knobs.elsewhere === true ? "lets another thread compute" : "computes"} for ${time(rec, "compute")}. Another client has just sent a request that takes no work. For how long does this server serve nobody?`,
    before: (rec) => rec.first("handler.compute") ?? rec.first("handler.sleep"),
    kind: { type: "number", unit: "duration" },
    answer: blockedFor,
    why: (rec) =>
      blockedFor(rec) === 0
        ? "Whoever waits gives the others their turn."
        : `For all of the ${seconds(blockedFor(rec))}. There is one thread, and the handler has it until it returns or awaits.`,
    hints: ["How many threads run JavaScript in this process?", "When does a handler give up its turn?"],
  },
  {
    id: "slow-gets",
    text: (rec) =>
      `The server's write deadline is ${time(rec, "writeTimeout")}. What does the client get whose answer was computed?`,
    before: (rec) => rec.all("rwc.wrote").find((e) => e.conn === 1),
    kind: { type: "choice", of: () => [answer, nothing] },
    answer: (rec) => (slowResult(rec)?.status === 200 ? answer : nothing),
    why: (rec) => {
      const failed = refused(rec);
      return failed === undefined
        ? "The socket was asked before a deadline had passed."
        : `The deadline passed while nobody could look. The first who looked was the write, ${seconds(failed.late ?? 0)} later.`;
    },
    hints: ["Does a deadline need a timer to have passed?"],
  },
  {
    id: "quick-waits",
    text: () => "How long does the client in a hurry wait for its answer?",
    before: (rec) => rec.all("rwc.read").find((e) => e.conn === 2),
    kind: { type: "number", unit: "duration" },
    answer: quickWaited,
    why: (rec) =>
      quickWaited(rec) === 0
        ? "Its request was read and answered at once."
        : `${seconds(quickWaited(rec))}. Its request lay in the kernel, and nobody read it before the computation was over.`,
    hints: ["Who reads a request?"],
  },
];

function time(rec: Recording, knob: string): string {
  const ms = Number(rec.header.knobs[knob]);
  return knob === "writeTimeout" && ms === 0 ? "none" : seconds(ms);
}
