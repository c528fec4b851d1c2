/**
 * What a recording of lab 13 says of who knew what, and when.
 *
 * @module
 */

import type { EventOf, Recording } from "../../lib/mod.ts";

/** When the client gave up, in ms; `null` if it did not. */
export function gaveUp(rec: Recording): number | null {
  const result = rec.last("client.result");
  return result === undefined || result.error === null ? null : Math.round(result.t);
}

/** The abort of r.signal, if the handler could have seen it. */
export function aborted(rec: Recording): EventOf<"handler.abort"> | undefined {
  return rec.first("handler.abort");
}

/** How long the handler was at work, in ms. */
export function worked(rec: Recording): number {
  const began = rec.first("handler.sleep")?.t ?? 0;
  return Math.round((rec.first("handler.return")?.t ?? began) - began);
}

/** How much of that was for nobody, in ms: nothing, if the handler ended its work when it was told. */
export function forNobody(rec: Recording): number {
  const gone = gaveUp(rec);
  const woke = rec.first("handler.wake");
  return gone === null || woke === undefined ? 0 : Math.max(0, Math.round(woke.t - gone));
}
