/**
 * What the parts of lab 22 look for in its recording.
 *
 * @module
 */

import type { EventOf, Recording } from "../../lib/mod.ts";

/** How many bytes the header promises. */
export function declared(rec: Recording): number {
  return Number(rec.header.knobs.declared);
}

/** The write that was told that it is too much, if there was one. */
export function refused(rec: Recording): EventOf<"handler.wrote"> | undefined {
  return rec.all("handler.wrote").find((e) => e.error !== null);
}

/** How many bytes the handler's writes took. */
export function taken(rec: Recording): number {
  return rec.all("handler.wrote").reduce((sum, e) => sum + e.n, 0);
}

/** How many bytes of the body the client's program read. */
export function got(rec: Recording): number {
  return rec.last("client.result")?.bytes ?? 0;
}

/** Whether the connection was kept for a next request. */
export function kept(rec: Recording): boolean {
  return rec.all("server.state").some((e) => e.state === "idle");
}
