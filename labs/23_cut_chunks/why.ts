/**
 * What happened in a run of lab 23 and why, made from its recording.
 *
 * @module
 */

import type { Recording } from "../../lib/mod.ts";
import { got, lastChunkCame, meant, noticed, ranThrough, result, trailer } from "./seen.ts";

export function why(rec: Recording): string[] {
  return [server(rec), client(rec), trailerSentence(rec)].filter((sentence) => sentence !== "");
}

function server(rec: Recording): string {
  const cut = Number(rec.header.knobs.cut);
  if (!ranThrough(rec)) {
    const lost = cut > 0 ? ` And of what it had sent the last ${cut} bytes got lost on their way.` : "";
    return rec.first("rwc.wrote") === undefined
      ? "The handler threw before anything had left. For a panic the server sends no 500: it closes the connection."
      : `The handler threw when rows had left. The server cannot take them back, nor the 200: it closes the connection without a last chunk, which is all that it can say.${lost}`;
  }
  return cut > 0
    ? `The server sent everything, and its log is empty; the last ${cut} bytes got lost behind it.`
    : "The handler came to its end, so the server sent the last chunk, of size 0, and with it said that this was all.";
}

function client(rec: Recording): string {
  const { status = null, error = null } = result(rec) ?? {};
  if (status === null) return `The client has no answer at all${error === null ? "" : `: ${error}`}.`;
  const have = `It has a ${status} and ${got(rec)} of ${meant} bytes`;
  if (noticed(rec)) return `The client looks for the last chunk. ${have}, and the error ${error}.`;
  const isCareful = rec.header.knobs.reader === "careful";
  if (got(rec) === meant && lastChunkCame(rec) && isCareful)
    return `${have}: the client has all, and knows it.`;
  return !isCareful
    ? `This client takes the end of the connection for the end of the answer. ${have}, and no error.`
    : `${have}, and no error.`;
}

function trailerSentence(rec: Recording): string {
  const value = trailer(rec);
  if (value === undefined)
    return rec.header.knobs.reader === "careless" ? "It does not look for a trailer either." : "";
  return value === null
    ? "It does not have the trailer that the header had announced: a second sign, for those who look."
    : `The trailer says ${value} rows: a sum that the client can check.`;
}
