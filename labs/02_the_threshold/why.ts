/**
 * What happened in a run of lab 02 and why, in three sentences, made from its recording.
 *
 * @module
 */

import { type EventOf, type Recording, seconds } from "../../lib/mod.ts";
import { connBuffer, failedWrite, given, refused, threshold } from "./threshold.ts";

export function why(rec: Recording): string[] {
  const failed = refused(rec);
  if (failed === undefined) return whyItArrived(rec);
  const told = failedWrite(rec);
  return told === undefined ? whySilent(rec, failed) : whyTold(rec, failed, told);
}

function whyTold(rec: Recording, failed: EventOf<"rwc.wrote">, told: EventOf<"handler.wrote">): string[] {
  const header = rec.first("chunkWriter.header")?.bytes ?? 0;
  const asked = given(rec, told);
  const calls = rec.all("handler.wrote");
  const errors = calls.filter((e) => e.error !== null).length;
  const good = calls.length - errors;
  return [
    `${header} bytes of header and the body did not fit into conn.bufw, so it was emptied into the socket while w.write was under way, ${seconds(failed.late ?? 0)} after the deadline: the write was told${good > 0 ? `, and the ${good} before it were not` : ""}.`,
    told.n === asked
      ? `It says that it took all ${asked} bytes, because they had found room; the line end after the chunk had not.`
      : `It says that it took ${told.n} of ${asked} bytes: those for which there was room. The socket took ${failed.n}.`,
    `${errors > 1 ? "The second try was told the same without the socket being asked: the error sticks. " : ""}The client gets nothing in any case: ${rec.last("client.result")?.error}.`,
  ];
}

/** The story: everything found room. */
function whySilent(rec: Recording, failed: EventOf<"rwc.wrote">): string[] {
  const header = rec.first("chunkWriter.header");
  const size = threshold(rec);
  return [
    `The ${rec.header.knobs.size} bytes and ${header?.bytes} of header found room in the buffers, so no write was told.`,
    `The socket was asked when the handler had returned, ${seconds(failed.late ?? 0)} after the deadline, and what it said was returned to nobody.`,
    size === null
      ? `The client gets nothing: ${rec.last("client.result")?.error}.`
      : `In one write, ${size} bytes would be the first to be told; the client gets nothing in either case.`,
  ];
}

/** The answer went out. */
function whyItArrived(rec: Recording): string[] {
  const header = rec.first("chunkWriter.header");
  const result = rec.last("client.result");
  return [
    "The deadline had not passed when the socket was asked, so no size makes a write fail.",
    header?.framing === "chunked"
      ? `The body did not fit into response.w, so the header left before the length was known: chunked, ${header.bytes} bytes.`
      : `The body fitted into response.w until the handler had returned, so its length was known: Content-Length: ${header?.contentLength}.`,
    `The client got status ${result?.status} and ${result?.bytes} bytes. conn.bufw, with ${connBuffer(rec)} bytes, decided only how many writes to the socket that took: ${rec.all("rwc.wrote").length}.`,
  ];
}
