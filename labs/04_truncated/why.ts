/**
 * What happened in a run of lab 04 and why, in three sentences, made from its recording.
 *
 * @module
 */

import { type EventOf, type Recording, seconds } from "../../lib/mod.ts";
import { hadStatusFirst, refused, secondWrote } from "./halves.ts";

export function why(rec: Recording): string[] {
  const failed = refused(rec);
  if (failed === undefined) return whyWhole(rec);
  return hadStatusFirst(rec) ? whyTruncated(rec, failed) : whyNothing(rec, failed);
}

/** The lab: some of it had left in time. */
function whyTruncated(rec: Recording, failed: EventOf<"rwc.wrote">): string[] {
  const result = rec.last("client.result");
  const header = rec.first("chunkWriter.header");
  const told = secondWrote(rec)?.error ?? null;
  const sent = rec.all("rwc.wrote").reduce((sum, e) => sum + e.n, 0);
  return [
    `The first ${sent} bytes on the wire, header and all, left before the deadline: with them went the status ${result?.status}, which nothing can take back.`,
    `At ${seconds(Math.round(failed.t))}, ${seconds(failed.late ?? 0)} after the deadline, the socket refused the rest; ${told === null ? "the write had reported no error, because its bytes fitted into a buffer, and the flush that failed came after the handler had returned" : "the write that met the refusal reported it"}.`,
    header?.framing === "content-length"
      ? `The header had promised ${header.contentLength} bytes and ${result?.bytes} came before the connection ended, which the client calls ${result?.error}.`
      : `The body was chunked and the connection ended after ${result?.bytes} bytes without a last chunk, which the client calls ${result?.error}.`,
  ];
}

/** Nothing had left in time: the silent EOF of lab 01. */
function whyNothing(rec: Recording, failed: EventOf<"rwc.wrote">): string[] {
  return [
    `The first ${rec.header.knobs.first} bytes fitted into the buffers and were not flushed, so before the deadline nothing went out, and no status either.`,
    `The socket was asked for the first time at ${seconds(Math.round(failed.t))}, ${seconds(failed.late ?? 0)} after the deadline, and refused.`,
    `The client found the end of the stream where the answer should begin: ${rec.last("client.result")?.error}.`,
  ];
}

/** It all arrived. */
function whyWhole(rec: Recording): string[] {
  const result = rec.last("client.result");
  const last = rec.last("rwc.wrote");
  const armed = rec.all("deadline.set").find((e) => e.which === "write");
  const left = armed === undefined || last === undefined ? null : armed.t + armed.after - last.t;
  return [
    left === null
      ? "There was no write deadline, so the socket took both halves whenever they came."
      : `The last bytes were handed to the socket at ${seconds(Math.round(last?.t ?? 0))}, ${seconds(Math.round(left))} before the deadline.`,
    `The client got status ${result?.status} and ${result?.bytes} bytes, and ${rec.first("client.response")?.contentLength === null ? "the last chunk" : "as many as Content-Length had said"}.`,
    "One deadline covers the whole answer: a half that was sent in time buys no time for the other.",
  ];
}
