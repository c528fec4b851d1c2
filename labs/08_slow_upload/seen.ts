/**
 * What a recording of lab 08 says of the upload.
 *
 * @module
 */

import type { EventOf, Recording } from "../../lib/mod.ts";

/** What the handler said when its reading was over. */
export function said(rec: Recording): EventOf<"handler.log"> | undefined {
  return rec.first("handler.log");
}

/** How many bytes of the body the handler has read. */
export function got(rec: Recording): number {
  return Number(/(\d+) bytes/.exec(said(rec)?.line ?? "")?.[1] ?? 0);
}

/** The error that the handler's read was told; `null` if none. */
export function readError(rec: Recording): string | null {
  return /bytes: (.*)$/.exec(said(rec)?.line ?? "")?.[1] ?? null;
}

/** When the handler's reading was over, in ms. */
export function readEnded(rec: Recording): number {
  return Math.round(said(rec)?.t ?? 0);
}

/** The passing of the read deadline that woke the handler's read. */
export function woke(rec: Recording): EventOf<"deadline.pass"> | undefined {
  return rec.all("deadline.pass").find((e) => e.which === "read" && e.blocked);
}
