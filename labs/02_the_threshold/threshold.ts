/**
 * Where in a recording of lab 02 the line runs between a write that is told and one that is not.
 *
 * @module
 */

import type { EventOf, Recording } from "../../lib/mod.ts";

/** How many bytes response.w holds (Go's bufferBeforeChunkingSize): a larger write goes past it. */
const responseBuffer = 2048;

/** The first write that reported an error. */
export function failedWrite(rec: Recording): EventOf<"handler.wrote"> | undefined {
  return rec.all("handler.wrote").find((e) => e.error !== null);
}

/** How many bytes that write was given. */
export function given(rec: Recording, wrote: EventOf<"handler.wrote">): number {
  return rec.all("handler.write").findLast((e) => e.seq < wrote.seq)?.bytes ?? 0;
}

/** The write that the socket refused, if it refused one. */
export function refused(rec: Recording): EventOf<"rwc.wrote"> | undefined {
  return rec.all("rwc.wrote").find((e) => e.error !== null);
}

/** How many bytes conn.bufw holds. */
export function connBuffer(rec: Recording): number {
  const fill = rec.first("conn.bufw.fill");
  return fill === undefined ? 0 : fill.buffered + fill.available;
}

/**
 * The smallest body that would be told of the refusal if it was written in one call: header, the chunk's first line,
 * the body and the chunk's line end are more than conn.bufw holds. The header is the recorded one.
 *
 * @returns `null` where the recording does not tell: nothing was refused, or the header was not that of a chunked body
 */
export function threshold(rec: Recording): number | null {
  const header = rec.first("chunkWriter.header");
  if (refused(rec) === undefined || header?.framing !== "chunked") return null;
  if (rec.header.knobs.writeSize !== 0) return null;
  const room = connBuffer(rec);
  if (room === 0) return null;
  let size = responseBuffer + 1;
  while (header.bytes + chunkLine(size) + size + 2 <= room) size++;
  return size;
}

/** How long a chunk's first line is: its size in hex, and CRLF. */
export function chunkLine(size: number): number {
  return size.toString(16).length + 2;
}
