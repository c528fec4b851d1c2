/**
 * What lab 09 asks before it shows it.
 *
 * @module
 */

import type { Question } from "../../lib/lab/lab.ts";
import { type Recording, seconds } from "../../lib/mod.ts";
import { firstSign, part, size, taken, took, woke, wrote } from "./seen.ts";

const all = "all of it";
const some = "a part of it";
const none = "nothing";
const words = { all, some, none } as const;

export const questions: readonly Question[] = [
  {
    id: "kernel-takes",
    text: (rec) =>
      `The client reads nothing. How much of the ${size(rec)} bytes does the kernel take before somebody reads, or a deadline passes?`,
    before: (rec) => rec.all("rwc.write").at(-1),
    kind: { type: "choice", of: () => [all, some, none] },
    answer: (rec) => {
      if (took(rec) > 0) return some;
      return words[part(taken(rec), size(rec))];
    },
    why: (rec) =>
      took(rec) > 0
        ? `A part. Its buffers have an end, and nobody empties them${woke(rec) === undefined ? "" : `: ${taken(rec)} bytes by the deadline, on this machine`}.`
        : "All of it. There is room in its buffers, and nobody has to read for that.",
    hints: ["Where are bytes that were sent and not yet read?", "How large may that place get?"],
  },
  {
    id: "write-returns",
    text: (rec) =>
      `The server's writeTimeout is ${time(rec)}, and the client begins to read at ${seconds(Number(rec.header.knobs.reads))}. How long does w.write take?`,
    before: firstSign,
    kind: { type: "number", unit: "duration" },
    answer: took,
    why: (rec) => {
      if (woke(rec) !== undefined) return `${seconds(took(rec))}: until the write deadline woke it.`;
      return took(rec) === 0
        ? "No time: the kernel took everything."
        : `${seconds(took(rec))}: until the client read.`;
    },
    hints: ["Does the write wait for anything?", "Which of the two comes first, the reader or the deadline?"],
  },
  {
    id: "write-says",
    text: () => "What does it report?",
    before: firstSign,
    kind: { type: "choice", of: () => ["no error", "an error"] },
    answer: (rec) => (wrote(rec)?.error === null ? "no error" : "an error"),
    why: (rec) => {
      const { n = 0, error = null } = wrote(rec) ?? {};
      return error === null ? `${n} bytes, and no error.` : `${n} bytes, and ${error}.`;
    },
    hints: ["Was the deadline there while the write still waited?"],
  },
  {
    id: "client-gets",
    text: () => "What does the client get of the body, when it reads at last?",
    before: (rec) => rec.first("client.response"),
    kind: { type: "choice", of: () => [all, some, none] },
    answer: (rec) => words[part(rec.last("client.result")?.bytes ?? 0, size(rec))],
    why: (rec) => {
      const result = rec.last("client.result");
      return result?.error === null
        ? "All of it."
        : `${result?.bytes} bytes, and then ${result?.error}. A connection that is closed still delivers what its kernel has.`;
    },
    hints: ["Who has the bytes that the kernel took, when the server closes the connection?"],
  },
];

function time(rec: Recording): string {
  const ms = Number(rec.header.knobs.writeTimeout);
  return ms === 0 ? "none" : seconds(ms);
}
