/**
 * What lab 20 asks before it shows it.
 *
 * @module
 */

import type { Question } from "../../lib/lab/lab.ts";
import type { Recording } from "../../lib/mod.ts";
import { believed, gone, got, keptBy, learnt, refused, sentFor, short, taken, toldAt } from "./seen.ts";

const noError = "no error";
const pipe = "broken pipe";
const reset = "connection reset by peer";
const nothing = "nothing: it is not called";

const ahead = "before it writes: somebody reads";
const failed = "when a write fails";

const ordinals = ["none of them", "the first", "the second", "the third", "the fourth", "the fifth"];

export const questions: readonly Question[] = [
  {
    id: "who-notices",
    text: (rec) =>
      `The handler has ${rec.header.knobs.pieces} pieces to send, one after the other. Before piece ${got(rec) + 1} the client goes${how(rec)}. ${rec.header.knobs.watched === true ? "The request had no body" : "The request has a body that nobody has read"}. When does the server know?`,
    before: (rec) => rec.events.find((e) => e.seq > (gone(rec)?.seq ?? 0)),
    kind: { type: "choice", of: () => [ahead, failed] },
    answer: (rec) => (learnt(rec) === "read" ? ahead : failed),
    why: (rec) =>
      learnt(rec) === "read"
        ? `With the request read to its end, the server reads a byte ahead. That read met the ${sentFor(rec)}, and r.signal was aborted.`
        : `Behind a body that nobody has read nobody reads ahead. The ${sentFor(rec)} lay in the kernel; a write that failed was the first to tell.`,
    hints: ["Who reads from the connection while the handler works?", "When does the reading ahead begin?"],
  },
  {
    id: "first-write",
    text: (rec) =>
      `The handler has piece ${got(rec) + 1} ready, and ${rec.header.knobs.looks === true ? "looks at r.signal first" : "does not look at r.signal"}. Nobody is there. What does the flush of this piece report?`,
    before: (rec) => rec.all("rwc.write")[got(rec)],
    kind: { type: "choice", of: () => [noError, pipe, reset, nothing] },
    answer: (rec) => errorOf(rec, got(rec)),
    why: (rec) => {
      if (errorOf(rec, got(rec)) === nothing)
        return "The handler saw that r.signal was aborted, and returned.";
      if (taken(rec).length > 0)
        return "FIN says that the client will send no more; it may still read, for all that the kernel knows. So the kernel takes the bytes and sends them, and the client's kernel answers with RST.";
      return errorOf(rec, got(rec)) === reset
        ? "The RST's error lay in the socket, and nobody had read it: the write is the first to hear of it, under its own name."
        : `${keptBy(rec)} To a write the connection is only one that is shut: broken pipe.`;
    },
    hints: [
      "What does FIN say of the other direction?",
      "An error of a socket is told once. Who has been told?",
    ],
  },
  {
    id: "which-fails",
    text: () => "Of the handler's flushes, which is the first to report an error?",
    before: (rec) =>
      rec.all("rwc.write").find((e) => e.seq > (rec.all("handler.flushed")[got(rec)]?.seq ?? 0)) ??
      rec.last("rwc.close"),
    kind: {
      type: "choice",
      of: (rec) => ordinals.slice(0, Number(rec.header.knobs.pieces) + 1),
    },
    answer: (rec) => ordinals[toldAt(rec)] ?? "",
    why: (rec) => {
      const bad = refused(rec);
      const error = bad?.error ?? "";
      if (bad === undefined) return "The handler looked before it wrote, and wrote nothing more.";
      if (toldAt(rec) === 0)
        return `Piece ${believed(rec)} was the last one. What failed after it, ${short(error)}, was the write that ends the answer, and nobody is told of that.`;
      return taken(rec).length === 0
        ? `The connection was known to be gone: ${short(error)}.`
        : `The piece before was answered with RST. By now the server's socket had it: ${short(error)}.`;
    },
    hints: ["Which write is the first that the RST has come before?"],
  },
  {
    id: "lost",
    text: () => "How many pieces count as sent, with no error, that nobody ever read?",
    before: (rec) => rec.last("rwc.close"),
    kind: { type: "number", unit: "integer" },
    answer: (rec) => believed(rec) - got(rec),
    why: (rec) =>
      `${believed(rec)} of ${rec.header.knobs.pieces} flushes reported no error, and the client read ${got(rec)}. Only an answer from the client itself could tell more.`,
    hints: ["Count the flushes that reported no error, and what the client read."],
  },
];

function how(rec: Recording): string {
  return sentFor(rec) === "FIN" ? ": it closes its connection" : ": its connection is cut, with RST";
}

function errorOf(rec: Recording, piece: number): string {
  const flush = rec.all("handler.flushed")[piece];
  if (flush === undefined) return nothing;
  return flush.error === null ? noError : short(flush.error);
}
