/**
 * What a recording of lab 19 says of the client's FIN and of what came of it.
 *
 * @module
 */

import type { EventOf, Recording } from "../../lib/mod.ts";

/** The signal that was aborted while the handler worked. */
export function aborted(rec: Recording): EventOf<"handler.abort"> | undefined {
  const returned = rec.first("handler.return")?.seq ?? 0;
  return rec.all("handler.abort").find(({ seq }) => seq < returned);
}

/** What came of the request, for the client's program. */
export function result(rec: Recording): EventOf<"client.result"> | undefined {
  return rec.last("client.result");
}

/** Whether the handler was called at all. */
export function called(rec: Recording): boolean {
  return rec.first("handler.start") !== undefined;
}

/** How long the handler was at work, in ms. */
export function worked(rec: Recording): number {
  return Math.round((rec.first("handler.return")?.t ?? 0) - (rec.first("handler.start")?.t ?? 0));
}

/** Whether the work was done to its end. */
export function finished(rec: Recording): boolean {
  return rec.first("handler.wake") !== undefined;
}

/** Whether the server ended the connection, and not the client. */
export function serverEnded(rec: Recording): boolean {
  const [server, client] = [rec.first("rwc.close"), rec.first("client.close")];
  return server !== undefined && (client === undefined || server.seq < client.seq);
}
