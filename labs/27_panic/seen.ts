/**
 * What the parts of lab 27 look for in its recording.
 *
 * @module
 */

import type { Recording } from "../../lib/mod.ts";

/** The first line of the log's entry; `null` if there is none. A stack trace may follow it. */
export function logEntry(rec: Recording): string | null {
  return rec.first("server.log")?.line.split("\n")[0] ?? null;
}

/** How many bytes the server sent. */
export function sent(rec: Recording): number {
  return rec.all("rwc.wrote").reduce((sum, e) => sum + e.n, 0);
}

/** What the handler threw, as a text. */
export function thrown(rec: Recording): string {
  return rec.first("handler.return")?.error ?? "nothing";
}
