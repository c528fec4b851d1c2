/**
 * What a recording of lab 15 says of the upload and its answer.
 *
 * @module
 */

import type { EventOf, Recording, TraceEvent } from "../../lib/mod.ts";

/** How long Go's server waits between its FIN and its close, in ms (net/http rstAvoidanceDelay). */
export const lingering = 500;

/** What came of the request, for the client's program. */
export function result(rec: Recording): EventOf<"client.result"> | undefined {
  return rec.last("client.result");
}

/** The client's send that failed. */
export function failedSend(rec: Recording): EventOf<"client.error"> | undefined {
  return rec.all("client.error").find(({ op }) => op === "write");
}

/** Whether the connection was ready for another request after the answer. */
export function kept(rec: Recording): boolean {
  return rec.all("server.state").some(({ state }) => state === "idle");
}

/** The answer's leaving: the kernel took it. */
export function left(rec: Recording): EventOf<"rwc.wrote"> | undefined {
  return rec.first("rwc.wrote");
}

/** How the server ended the connection: the first that it did to end it. */
export function ending(rec: Recording): TraceEvent | undefined {
  return rec.first("rwc.closeWrite") ?? rec.first("rwc.close");
}

/** How many bytes of the request the server has read, its header included. */
export function serverRead(rec: Recording): number {
  return rec.all("rwc.read").reduce((sum, { bytes }) => sum + bytes, 0);
}

/** How many of them it had read when the answer left. */
export function readBefore(rec: Recording): number {
  const answered = left(rec)?.seq ?? Number.POSITIVE_INFINITY;
  return rec.all("rwc.read").reduce((sum, { seq, bytes }) => (seq < answered ? sum + bytes : sum), 0);
}

/** Whether the client ended the connection, and not the server. */
export function clientEnded(rec: Recording): boolean {
  const end = ending(rec);
  const close = rec.first("client.close");
  return close !== undefined && end !== undefined && close.seq < end.seq;
}

/** How many bytes of the request the client has sent, its header included. */
export function clientSent(rec: Recording): number {
  const all = rec.all("client.write").reduce((sum, { bytes }) => sum + bytes, 0);
  const failed = failedSend(rec);
  const last = rec.all("client.write").findLast((e) => failed !== undefined && e.seq < failed.seq);
  return all - (last?.bytes ?? 0);
}

/**
 * What a send is told after a close with bytes unread: Linux then sends RST, and nothing before it. Deno shuts a socket
 * down before it closes it, so that FIN comes first, and what comes after a FIN is called a broken pipe.
 */
export function afterAbruptClose(rec: Recording): string {
  return rec.header.runtime.name === "Deno" ? "broken pipe" : "connection reset by peer";
}

/** The cause of an error, without the operation and the addresses: `connection reset by peer`. */
export function cause(error: string): string {
  return error.split(": ").at(-1) ?? error;
}
