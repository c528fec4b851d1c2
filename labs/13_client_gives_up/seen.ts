/**
 * What a recording of lab 13 says of who knew what, and when.
 *
 * @module
 */

import type { EventOf, Recording } from "../../lib/mod.ts";

/** When the client gave up, in ms; `null` if it did not. */
export function gaveUp(rec: Recording): number | null {
  const result = rec.last("client.result");
  return result === undefined || result.error === null ? null : result.t;
}

/** The abort of r.signal, if the handler could have seen it. */
export function aborted(rec: Recording): EventOf<"handler.abort"> | undefined {
  return rec.first("handler.abort");
}

/** How long the handler was at work, in ms. */
export function worked(rec: Recording): number {
  const began = rec.first("handler.sleep")?.t ?? 0;
  return (rec.first("handler.return")?.t ?? began) - began;
}

/** How much of that was for nobody, in ms. */
export function forNobody(rec: Recording): number {
  const gone = gaveUp(rec);
  return gone === null ? 0 : Math.max(0, (rec.first("handler.return")?.t ?? gone) - gone);
}
