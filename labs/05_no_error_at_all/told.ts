/**
 * What a recording of lab 05 says of the body's end.
 *
 * @module
 */

import type { Recording } from "../../lib/mod.ts";

/** How many bytes the handler wanted to send. */
export function meant(rec: Recording): number {
  return Number(rec.header.knobs.first) + Number(rec.header.knobs.second);
}

/** How many of them the client's program has. */
export function got(rec: Recording): number {
  return rec.last("client.result")?.bytes ?? 0;
}

/** What tells the client where the body ends. */
export function framingOf(rec: Recording): "content-length" | "chunked" | "until-close" | "none" {
  return rec.first("chunkWriter.header")?.framing ?? "none";
}

/** What the handler was told by its last call. */
export function lastTold(rec: Recording): string | null {
  return rec.last("handler.wrote")?.error ?? null;
}
