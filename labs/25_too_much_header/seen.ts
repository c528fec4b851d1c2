/**
 * What a recording of lab 25 says of the header and its end.
 *
 * @module
 */

import type { Recording } from "../../lib/mod.ts";

/** How many bytes beyond maxHeaderBytes are read before a header is given up (Go's bufioSlop). */
export const slop = 4096;

/** How it ended. */
export type Ending = "taken" | "431" | "closed" | "given up";

export function ending(rec: Recording): Ending {
  const status = rec.last("client.result")?.status ?? null;
  if (status === 431) return "431";
  if (status !== null) return "taken";
  return rec.first("client.fin") === undefined ? "given up" : "closed";
}

/** How many bytes the server has read. */
export function serverRead(rec: Recording): number {
  return rec.all("rwc.read").reduce((sum, e) => sum + e.bytes, 0);
}

/** When the client knew how it ended, in ms. */
export function endedAt(rec: Recording): number {
  return Math.round(rec.last("client.result")?.t ?? 0);
}

/** How long the socket stayed open after the server had shut its sending side, in ms; `null` if it did not. */
export function lingered(rec: Recording): number | null {
  const shut = rec.first("rwc.closeWrite");
  const closed = rec.first("rwc.close");
  return shut === undefined || closed === undefined ? null : Math.round(closed.t - shut.t);
}
