/**
 * What a recording of lab 21 says of each connection: 1 is idle, 2 waits for its answer, 3 has sent half a header, 4 comes
 * when the server has been told to end.
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

/** What the client got that came when the server had been told to end. */
export function refused(rec: Recording): EventOf<"client.result"> | undefined {
  return rec.all("client.result").find((e) => e.conn === 4);
}

/** Whether the server closed a connection because shutdown found it idle, and not because its time was over. */
export function asIdle(rec: Recording, conn: number): boolean {
  const cut = rec.all("server.shutdown").find((e) => e.how === "close");
  return (closing(rec, conn)?.seq ?? 0) < (cut?.seq ?? Number.POSITIVE_INFINITY);
}

/** The handler's second waiting, which it began because it was told to end; undefined if it was not. */
export function cutShort(rec: Recording): EventOf<"handler.sleep"> | undefined {
  return rec.all("handler.sleep")[1];
}

/** The header of the answer for which a client waits, as the server made it. */
export function headerOfWaited(rec: Recording): EventOf<"chunkWriter.header"> | undefined {
  return rec.all("chunkWriter.header").find((e) => e.conn === 2);
}

/** Whether that client was told that no further answer comes on its connection. */
export function toldToGo(rec: Recording): boolean {
  return rec.all("client.read").some((e) => e.conn === 2 && /\r\nConnection: close\r\n/.test(atob(e.data)));
}

/** Whether the rest of the header came. */
export function restCame(rec: Recording): boolean {
  return rec.all("client.write").filter((e) => e.conn === 3).length > 1;
}

/** How many bytes the client with half a header was answered. */
export function halfGot(rec: Recording): number {
  return rec.all("client.read").reduce((sum, e) => (e.conn === 3 ? sum + e.bytes : sum), 0);
}
