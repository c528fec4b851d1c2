/**
 * What a recording of lab 14 says of its second request: how often it was sent, on which connections, and what for.
 *
 * @module
 */

import type { EventOf, Recording } from "../../lib/mod.ts";

/** When and where the second request was handed to a connection; each time that it was sent. */
export function attempts(rec: Recording): EventOf<"client.gotConn">[] {
  return rec.all("client.gotConn").slice(1);
}

/** What is written of the second request, each time. */
export function sent(rec: Recording): EventOf<"client.write">[] {
  const from = attempts(rec)[0]?.seq ?? Number.POSITIVE_INFINITY;
  return rec.all("client.write").filter(({ seq }) => seq > from);
}

/** What came of the second request. */
export function result(rec: Recording): EventOf<"client.result"> | undefined {
  return rec.all("client.result")[1];
}

/** How often the handler was called for the second request. */
export function served(rec: Recording): number {
  return rec.all("handler.start").length - 1;
}

/** How many connections there were. */
export function dialled(rec: Recording): number {
  return rec.all("client.dial").length;
}

/** Whether the second request went out on a connection that the server had closed. */
export function raced(rec: Recording): boolean {
  const closed = rec.first("rwc.close");
  const first = sent(rec)[0];
  return first?.conn === 1 && closed !== undefined && closed.seq < first.seq;
}

/** Who ended the first connection, before the second request was made. */
export function endedFirst(rec: Recording): "server" | "client" | null {
  const asked = attempts(rec)[0]?.seq ?? Number.POSITIVE_INFINITY;
  const before = rec.events.find(
    (e) => (e.name === "rwc.close" || e.name === "client.close") && e.conn === 1 && e.seq < asked,
  );
  if (before === undefined) return null;
  return before.name === "rwc.close" ? "server" : "client";
}

/** The second request as one names it: its method, and that it has a key. */
export function named(rec: Recording): string {
  const { method, key } = rec.header.knobs;
  return key === true ? `${method} with an Idempotency-Key` : String(method);
}
