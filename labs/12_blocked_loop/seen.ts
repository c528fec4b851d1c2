/**
 * What a recording of lab 12 says of its two clients.
 *
 * @module
 */

import type { EventOf, Recording } from "../../lib/mod.ts";

/** What the client got whose answer had to be computed. */
export function slowResult(rec: Recording): EventOf<"client.result"> | undefined {
  return rec.all("client.result").find((e) => e.conn === 1);
}

/** What the client in a hurry got. */
export function quickResult(rec: Recording): EventOf<"client.result"> | undefined {
  return rec.all("client.result").find((e) => e.conn === 2);
}

/** How long the client in a hurry waited for its answer, in ms. */
export function quickWaited(rec: Recording): number {
  const asked = rec.all("client.write").find((e) => e.conn === 2);
  return Math.round((quickResult(rec)?.t ?? 0) - (asked?.t ?? 0));
}

/** How long nobody was served, in ms. */
export function blockedFor(rec: Recording): number {
  const [from, to] = [rec.first("handler.compute"), rec.first("handler.computed")];
  return from === undefined || to === undefined ? 0 : Math.round(to.t - from.t);
}

/** The write that the socket refused, if it refused one. */
export function refused(rec: Recording): EventOf<"rwc.wrote"> | undefined {
  return rec.all("rwc.wrote").find((e) => e.error !== null);
}
