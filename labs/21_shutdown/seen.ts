/**
 * What a recording of lab 21 says of each connection: 1 is idle, 2 waits for its answer, 3 has sent half a header.
 *
 * @module
 */

import type { EventOf, Recording } from "../../lib/mod.ts";

/** The connections, by what they were doing. */
export const names = ["the idle one", "the one that waits", "the one with half a header"] as const;

/** When the server was told to end. */
export function told(rec: Recording): EventOf<"server.shutdown"> | undefined {
  return rec.first("server.shutdown");
}

/** How long after that, in ms. */
export function since(rec: Recording, t: number): number {
  return Math.round(t - (told(rec)?.t ?? 0));
}

/** The server's closing of a connection's socket. */
export function closing(rec: Recording, conn: number): EventOf<"rwc.close"> | undefined {
  return rec.all("rwc.close").find((e) => e.conn === conn);
}

/** How long after it was told the server closed a connection, in ms. */
export function closedAfter(rec: Recording, conn: number): number {
  return since(rec, closing(rec, conn)?.t ?? 0);
}

/** What shutdown came to; undefined where it was not called. */
export function down(rec: Recording): EventOf<"server.down"> | undefined {
  return rec.last("server.down");
}

/** What the client got that had waited for its answer. */
export function waited(rec: Recording): EventOf<"client.result"> | undefined {
  return rec.all("client.result").find((e) => e.conn === 2);
}

/** Whether the rest of the header came. */
export function restCame(rec: Recording): boolean {
  return rec.all("client.write").filter((e) => e.conn === 3).length > 1;
}

/** How many bytes the client with half a header was answered. */
export function halfGot(rec: Recording): number {
  return rec.all("client.read").reduce((sum, e) => (e.conn === 3 ? sum + e.bytes : sum), 0);
}
