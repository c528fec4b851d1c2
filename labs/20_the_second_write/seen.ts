/**
 * What a recording of lab 20 says of each piece: whether the kernel took it, and what the handler was told.
 *
 * @module
 */

import type { EventOf, Recording } from "../../lib/mod.ts";

/** The client's going; every run has it. */
export function gone(rec: Recording): EventOf<"client.close"> | undefined {
  return rec.first("client.close");
}

/** What the socket said to each write after the client had gone, in order. */
export function writesToNobody(rec: Recording): EventOf<"rwc.wrote">[] {
  const since = gone(rec)?.seq ?? Number.POSITIVE_INFINITY;
  return rec.all("rwc.wrote").filter((e) => e.seq > since);
}

/** Those that the kernel took: nobody will ever read them, and nobody is told. */
export function taken(rec: Recording): EventOf<"rwc.wrote">[] {
  return writesToNobody(rec).filter((e) => e.error === null);
}

/** The write that failed, if one did. */
export function refused(rec: Recording): EventOf<"rwc.wrote"> | undefined {
  return writesToNobody(rec).find((e) => e.error !== null);
}

/** What an error is at its end: `broken pipe`. */
export function short(error: string): string {
  return error.slice(error.lastIndexOf(": ") + 2);
}

/** Which piece's flush was the first to report an error, from 1; 0 if none did. */
export function toldAt(rec: Recording): number {
  return rec.all("handler.flushed").findIndex((e) => e.error !== null) + 1;
}

/** How many pieces the handler believes to have sent: those whose flush reported no error. */
export function believed(rec: Recording): number {
  return rec.all("handler.flushed").filter((e) => e.error === null).length;
}

/** How many pieces the client read. */
export function got(rec: Recording): number {
  return rec.all("client.read").length;
}

/** What made the server know that the client is gone: reading, or a write that failed. */
export function learnt(rec: Recording): "read" | "write" {
  const abort = rec.first("handler.abort");
  const failed = refused(rec);
  return abort !== undefined && (failed === undefined || abort.seq < failed.seq) ? "read" : "write";
}

/** Whether the client's socket could not send the RST that it was to send. */
export function finInstead(rec: Recording): boolean {
  return rec.header.knobs.end === "rst" && rec.header.transport === "Deno.listen";
}

/** What the client's kernel sent when the client went. */
export function sentFor(rec: Recording): "FIN" | "RST" {
  return rec.header.knobs.end === "rst" && !finInstead(rec) ? "RST" : "FIN";
}

/** Who has heard the RST's own error before a write could. */
export function keptBy(rec: Recording): string {
  const { runtime, transport } = rec.header;
  return learnt(rec) === "read"
    ? "The RST's own error was told to the read that was ahead."
    : `${transport} on ${runtime.name} keeps the RST's own error to itself, where Go's write would report connection reset by peer.`;
}
