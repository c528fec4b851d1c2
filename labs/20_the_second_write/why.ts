/**
 * What happened in a run of lab 20 and why, in three sentences, made from its recording.
 *
 * @module
 */

import type { Recording } from "../../lib/mod.ts";
import { believed, finInstead, got, keptBy, learnt, refused, sentFor, short, taken, toldAt } from "./seen.ts";

export function why(rec: Recording): string[] {
  return [
    `The client went before piece ${got(rec) + 1}; its kernel sent ${sentFor(rec)}${finInstead(rec) ? ", as Deno cannot send RST" : ""}, and the server learnt of it by ${learnt(rec) === "read" ? "reading ahead" : "a write that failed"}.`,
    whichFailed(rec),
    `${believed(rec)} of ${rec.header.knobs.pieces} flushes reported no error; the client read ${got(rec)} of the pieces.`,
  ];
}

/** Names the write that failed and the one that did not. */
function whichFailed(rec: Recording): string {
  const failed = refused(rec);
  const said = failed?.error ?? null;
  if (said === null) return "The handler looked at r.signal before it wrote, and stopped: no write failed.";
  const error = short(said);
  if (taken(rec).length > 0) {
    const end = toldAt(rec) === 0 ? ", and as it only ended the answer, nobody was told" : "";
    return `The write that did not fail is that of piece ${got(rec) + 1}: the kernel took it, and the client's kernel answered with RST. The write that failed is the next one: ${error}${end}.`;
  }
  const first = `The write that failed is that of piece ${got(rec) + 1}, the first one: ${error}.`;
  return error === "broken pipe"
    ? `${first} ${keptBy(rec)}`
    : `${first} Nobody had read the RST's error before.`;
}
