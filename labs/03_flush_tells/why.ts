/**
 * What happened in a run of lab 03 and why, in three sentences, made from its recording.
 *
 * @module
 */

import { type EventOf, type Recording, seconds } from "../../lib/mod.ts";
import { afterHandler, refused, toldByFlush, toldByWrite } from "./told.ts";

export function why(rec: Recording): string[] {
  const failed = refused(rec);
  if (failed === undefined) return whyItArrived(rec);
  return [
    whoWasTold(rec, failed),
    framing(rec),
    `The client gets no byte in any case: ${rec.last("client.result")?.error}.`,
  ];
}

function whoWasTold(rec: Recording, failed: EventOf<"rwc.wrote">): string {
  const late = seconds(failed.late ?? 0);
  if (afterHandler(rec, failed))
    return `The socket was asked after the handler had returned, ${late} after the deadline, and refused: nobody was told.`;
  const byWrite = toldByWrite(rec);
  if (byWrite !== undefined)
    return `The write had to empty the buffers into the socket, ${late} after the deadline, and reported the error with ${byWrite.n} bytes taken${toldByFlush(rec) === undefined ? "" : "; the flush reported the same error again, without asking the socket"}.`;
  return toldByFlush(rec) === undefined
    ? `The flush asked the socket ${late} after the deadline and was refused, while the handler was running; but Flusher has no result, so the handler was not told.`
    : `The flush asked the socket ${late} after the deadline, was refused, and returned that to the handler, which no write had told anything.`;
}

/** What the header said, and why. */
function framing(rec: Recording): string {
  const header = rec.first("chunkWriter.header");
  if (header === undefined) return "No header was made.";
  if (header.framing === "chunked")
    return "The header was made while the handler was running, when nobody knew whether more would come: so it says chunked, and no Content-Length.";
  return afterHandler(rec, header)
    ? `The header was made when the handler had returned and the whole body lay in a buffer: so it says Content-Length: ${header.contentLength}.`
    : `The handler had set Content-Length itself, so the header says ${header.contentLength}, flush or not.`;
}

/** The answer went out. */
function whyItArrived(rec: Recording): string[] {
  const result = rec.last("client.result");
  const writes = rec.all("rwc.wrote");
  const sent = writes.reduce((sum, e) => sum + e.n, 0);
  return [
    `The socket took the answer in ${writes.length === 1 ? "one write" : `${writes.length} writes`}, ${sent} bytes in all for a body of ${result?.bytes}.`,
    framing(rec),
    rec.first("handler.flushed") === undefined
      ? "Without a flush, the handler knows nothing of that: it had returned by then."
      : "A flush without an error says that the socket took the bytes, and not that anybody has read them.",
  ];
}
