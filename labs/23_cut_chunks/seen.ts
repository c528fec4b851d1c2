/**
 * What the parts of lab 23 look for in its recording.
 *
 * @module
 */

import type { EventOf, Recording } from "../../lib/mod.ts";
import { rowSize, rows } from "./rows.ts";

/** What the client's program has in the end. */
export function result(rec: Recording): EventOf<"client.result"> | undefined {
  return rec.last("client.result");
}

/** How many bytes of the body it has. */
export function got(rec: Recording): number {
  return result(rec)?.bytes ?? 0;
}

/** How many bytes the handler would have sent. */
export const meant = rows * rowSize;

/** Whether it was told that something is missing. */
export function noticed(rec: Recording): boolean {
  return result(rec)?.error !== null;
}

/** The value of the trailer; `null` where it was announced and did not come, `undefined` where nobody looked. */
export function trailer(rec: Recording): string | null | undefined {
  return rec.last("client.trailer")?.value;
}

/** Whether the handler came to its end. */
export function ranThrough(rec: Recording): boolean {
  return rec.last("handler.return")?.error === null;
}

/** All that came, each byte as a character. */
export function received(rec: Recording): string {
  return rec
    .all("client.read")
    .map(({ data }) => atob(data))
    .join("");
}

/** Whether the last chunk came, with its line's end. */
export function lastChunkCame(rec: Recording): boolean {
  return received(rec).includes("\r\n0\r\n");
}
