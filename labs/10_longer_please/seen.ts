/**
 * What a recording of lab 10 says of its stream.
 *
 * @module
 */

import type { EventOf, Recording } from "../../lib/mod.ts";

/** How many events the handler wrote and flushed without an error. */
export function sent(rec: Recording): number {
  return rec.all("handler.flushed").filter((e) => e.error === null).length;
}

/** The flush that was told of an error. */
export function failedFlush(rec: Recording): EventOf<"handler.flushed"> | undefined {
  return rec.all("handler.flushed").find((e) => e.error !== null);
}

/** The write that the socket refused, if it refused one. */
export function refused(rec: Recording): EventOf<"rwc.wrote"> | undefined {
  return rec.all("rwc.wrote").find((e) => e.error !== null);
}

/** The write deadlines that were set while the handler ran: its own. */
export function ownDeadlines(rec: Recording): EventOf<"deadline.set">[] {
  const start = rec.first("handler.start")?.seq ?? Number.POSITIVE_INFINITY;
  const end = rec.first("handler.return")?.seq ?? 0;
  return rec.all("deadline.set").filter((e) => e.which === "write" && e.seq > start && e.seq < end);
}

/** How many events the client's program has read. */
export function received(rec: Recording): number {
  const text = rec
    .all("client.read")
    .map(({ data }) => atob(data))
    .join("");
  return text.split("data: ").length - 1;
}
