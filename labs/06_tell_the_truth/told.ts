/**
 * What the log of lab 06 says.
 *
 * @module
 */

import type { EventOf, Recording } from "../../lib/mod.ts";

/** The write that the socket refused, if it refused one. */
export function refused(rec: Recording): EventOf<"rwc.wrote"> | undefined {
  return rec.all("rwc.wrote").find((e) => e.error !== null);
}

/** The middleware's line, if there is a middleware. */
export function line(rec: Recording): string | null {
  return rec.first("handler.log")?.line ?? null;
}

/** Whether the line tells of an error. */
export function tells(rec: Recording): boolean {
  return line(rec)?.includes(" error: ") === true;
}
