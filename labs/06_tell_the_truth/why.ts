/**
 * What happened in a run of lab 06 and why, in three sentences, made from its recording.
 *
 * @module
 */

import { type Recording, seconds } from "../../lib/mod.ts";
import { line, refused, tells } from "./told.ts";

export function why(rec: Recording): string[] {
  return [whatFailed(rec), whatTheLogSays(rec), whatTheClientGot(rec)];
}

function whatFailed(rec: Recording): string {
  const failed = refused(rec);
  if (failed === undefined) return "The socket took the answer: no deadline had passed when it was asked.";
  const returned = rec.first("handler.return")?.seq ?? Number.POSITIVE_INFINITY;
  const during = rec.all("handler.wrote").some((e) => e.error !== null)
    ? "during the handler's own write"
    : failed.seq < returned
      ? "during the middleware's flush, when the handler's write had long reported that all was well"
      : "when handler and middleware had both returned";
  return `The socket refused the answer ${seconds(failed.late ?? 0)} after the deadline, ${during}.`;
}

function whatTheLogSays(rec: Recording): string {
  const said = line(rec);
  if (said === null) return "There is no middleware, and the server itself logs nothing.";
  if (tells(rec))
    return "The line was written when the error was known, so it says both: 200, and what became of it.";
  return refused(rec) === undefined
    ? "The log says 200 and no error, and that is the truth."
    : "The line was written before the socket was asked: 200 and no error, and that is not the truth.";
}

function whatTheClientGot(rec: Recording): string {
  const result = rec.last("client.result");
  const framing = rec.first("chunkWriter.header")?.framing;
  return result?.error === null
    ? `The client got ${result.status} and ${result.bytes} bytes, ${framing === "chunked" ? "chunked: the header left before the length was known" : "with a Content-Length"}.`
    : `A log mends nothing: the client got ${result?.error}.`;
}
