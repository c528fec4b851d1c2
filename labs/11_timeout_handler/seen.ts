/**
 * What a recording of lab 11 says of who was in time.
 *
 * @module
 */

import type { EventOf, Recording } from "../../lib/mod.ts";

/** What the handler said of its own write, which timeoutHandler had taken in the server's place. */
export function toldOfWrite(rec: Recording): EventOf<"handler.log"> | undefined {
  return rec.first("handler.log");
}

/** Whether that write was refused. */
export function wasTooLate(rec: Recording): boolean {
  return toldOfWrite(rec)?.line.endsWith("http: Handler timeout") ?? false;
}

/** The write that the socket refused, if it refused one. */
export function refused(rec: Recording): EventOf<"rwc.wrote"> | undefined {
  return rec.all("rwc.wrote").find((e) => e.error !== null);
}

/** When the client's program had its answer or its error, in ms. */
export function answeredAt(rec: Recording): number {
  return Math.round(rec.last("client.result")?.t ?? 0);
}

/** When the handler itself was done, in ms. */
export function doneAt(rec: Recording): number {
  return Math.round(toldOfWrite(rec)?.t ?? 0);
}
