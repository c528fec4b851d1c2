/**
 * What happened in a run of lab 27 and why, in three sentences, made from its recording.
 *
 * @module
 */

import { type Recording, seconds } from "../../lib/mod.ts";
import { logEntry, sent, thrown } from "./seen.ts";

export function why(rec: Recording): string[] {
  const { status = null, bytes = 0, error } = rec.last("client.result") ?? {};
  const at = seconds(Math.round(rec.first("handler.return")?.t ?? 0));
  return [
    `At ${at} the handler threw "${thrown(rec)}". The server caught it, answered nothing to it, and closed the connection.`,
    status === null
      ? `What the handler had written, if anything, was still in response.w and is thrown away: ${sent(rec)} bytes were sent, and what the client has is ${error}.`
      : `${sent(rec)} bytes were sent, the header among them, so the client has a ${status} and ${bytes} bytes of a body that never ends as it should: ${error}.`,
    logEntry(rec) === null
      ? "The log is empty: this error is the agreed word for an answer that is to be cut without a report."
      : `Only the log tells why: ${logEntry(rec)}.`,
  ];
}
