/**
 * Who is told of what in a recording of lab 03.
 *
 * @module
 */

import type { EventOf, Recording } from "../../lib/mod.ts";

/** The write that the socket refused, if it refused one. */
export function refused(rec: Recording): EventOf<"rwc.wrote"> | undefined {
  return rec.all("rwc.wrote").find((e) => e.error !== null);
}

/** What the handler was told by its flush: nothing where the flush is the Flusher's, which has no result. */
export function toldByFlush(rec: Recording): EventOf<"handler.flushed"> | undefined {
  if (rec.header.knobs.flush === "flusher") return undefined;
  return rec.all("handler.flushed").find((e) => e.error !== null);
}

/** What the handler was told by a write. */
export function toldByWrite(rec: Recording): EventOf<"handler.wrote"> | undefined {
  return rec.all("handler.wrote").find((e) => e.error !== null);
}

/** Whether the handler's last call had returned when something happened. */
export function afterHandler(rec: Recording, event: { readonly seq: number }): boolean {
  return event.seq > (rec.first("handler.return")?.seq ?? Number.POSITIVE_INFINITY);
}
