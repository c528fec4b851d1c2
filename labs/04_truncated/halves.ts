/**
 * Where in a recording of lab 04 each half is.
 *
 * @module
 */

import type { EventOf, Recording } from "../../lib/mod.ts";

/** The handler's write of the second half. */
export function secondWrite(rec: Recording): EventOf<"handler.write"> | undefined {
  return rec.all("handler.write").find((e) => e.seq > woke(rec));
}

/** What that write came to. */
export function secondWrote(rec: Recording): EventOf<"handler.wrote"> | undefined {
  return rec.all("handler.wrote").find((e) => e.seq > woke(rec));
}

/** The write that the socket refused, if it refused one. */
export function refused(rec: Recording): EventOf<"rwc.wrote"> | undefined {
  return rec.all("rwc.wrote").find((e) => e.error !== null);
}

/** Whether the client's program had the status before the second half was written. */
export function hadStatusFirst(rec: Recording): boolean {
  const had = rec.first("client.response");
  return had !== undefined && had.seq < (secondWrite(rec)?.seq ?? 0);
}

/** When the handler's wait was over. */
export function woke(rec: Recording): number {
  return rec.first("handler.wake")?.seq ?? Number.POSITIVE_INFINITY;
}
