/**
 * What a recording of lab 07 says of its clients.
 *
 * @module
 */

import type { EventOf, Recording, TraceEvent } from "../../lib/mod.ts";

/** The honest client's connection: the last one. */
export function honest(rec: Recording): number {
  return Number(rec.header.knobs.clients) + 1;
}

/** What the first slow client got. */
export function slowResult(rec: Recording): EventOf<"client.result"> | undefined {
  return rec.all("client.result").find((e) => e.conn === 1);
}

/** What the honest client got. */
export function honestResult(rec: Recording): EventOf<"client.result"> | undefined {
  return rec.all("client.result").find((e) => e.conn === honest(rec));
}

/** When the honest client sends its request. */
export function asked(rec: Recording): EventOf<"client.write"> | undefined {
  return rec.all("client.write").find((e) => e.conn === honest(rec));
}

/** How long the honest client waited for its answer, in ms. */
export function waited(rec: Recording): number {
  return Math.round((honestResult(rec)?.t ?? 0) - (asked(rec)?.t ?? 0));
}

/** The deadline that passes while the server waits for the first slow client's header, if one does. */
export function passed(rec: Recording): EventOf<"deadline.pass"> | undefined {
  return rec.all("deadline.pass").find((e) => e.conn === 1 && e.which === "read");
}

/** The first event by which one sees that the first slow client's time is over. */
export function slowEnds(rec: Recording): TraceEvent | undefined {
  return passed(rec) ?? rec.all("client.close").find((e) => e.conn === 1);
}

/** How long the first slow client had its connection, in ms. */
export function kept(rec: Recording): number {
  const came = rec.all("server.accept").find((e) => e.conn === 1);
  return Math.round((slowEnds(rec)?.t ?? 0) - (came?.t ?? 0));
}

/** How many bytes of its header the first slow client had sent. */
export function sent(rec: Recording): number {
  return rec
    .all("client.write")
    .filter((e) => e.conn === 1)
    .reduce((sum, { bytes }) => sum + bytes, 0);
}

/** How many connections the server had when the honest client sent its request. */
export function open(rec: Recording): number {
  const until = asked(rec)?.seq ?? 0;
  const before = (e: TraceEvent): boolean => e.seq < until && e.conn !== honest(rec);
  const accepted = rec.all("server.accept").filter(before).length;
  return accepted - rec.all("rwc.close").filter(before).length;
}

/** How many slow clients' connections the server closed before they did. */
export function closedByServer(rec: Recording): number {
  const gone = new Set(rec.all("deadline.pass").flatMap((e) => (e.blocked ? [e.conn] : [])));
  return rec.all("rwc.close").filter((e) => e.conn !== honest(rec) && gone.has(e.conn)).length;
}
