/**
 * The request of lab 15, in the pieces in which it leaves: how long each is, and whether it can be told what the
 * server leaves unread.
 *
 * @module
 */

import { makeBody } from "../01_silent_eof/body.ts";

/** How much of the body the client sends at once, in bytes. */
export const piece = 8192;

/** How much a server of this kind may have taken out of the kernel beyond what it needs: conn.bufr's size, in bytes. */
const readAhead = 4096;

/** From how many unread bytes on Go closes instead of reading them (net/http maxPostHandlerReadBytes). */
const worthReading = 256 << 10;

/** What of the knobs the request is made of. */
export interface Upload {
  /** The size of the body, in bytes. */
  readonly size: number;
  readonly framing: string;
}

/** The request's bytes, in the order and the pieces in which they are sent. The first has the header. */
export function* piecesOf({ size, framing }: Upload, host: string): Generator<Uint8Array> {
  const body = makeBody("text", size, 1);
  const chunked = framing === "chunked";
  const length = chunked ? "Transfer-Encoding: chunked" : `Content-Length: ${size}`;
  let before = `POST /upload HTTP/1.1\r\nHost: ${host}\r\n${length}\r\n\r\n`;
  for (let at = 0; at < size; at += piece) {
    const part = body.subarray(at, at + piece);
    const last = at + piece >= size;
    if (chunked) before += `${part.length.toString(16)}\r\n`;
    yield joined(before, part, chunked ? (last ? "\r\n0\r\n\r\n" : "\r\n") : "");
    before = "";
  }
}

/**
 * What is wrong with a body that the server stops reading at a place where it would be luck whether something is left
 * unread in the kernel; `null` if nothing is.
 */
export function unclear({ size, framing }: Upload, reads: number): string | null {
  const read = Math.min(reads, size);
  // A body of unknown length is read to find out, before the answer and, as much again, behind it.
  const stop = framing === "chunked" ? read + 2 * worthReading + 1 : read;
  const unread = size - stop;
  if (unread <= (framing === "chunked" ? 0 : worthReading)) return null;
  const arrived = stop === 0 ? piece : Math.min(size, Math.ceil(stop / piece) * piece) - stop;
  return arrived > readAhead + 1000
    ? null
    : `the server would stop reading after ${stop} bytes of the body, where little or nothing more has come: take a \`reads\` up to 2000 bytes past a multiple of ${piece}${framing === "chunked" ? ", or another size" : ""}`;
}

function joined(before: string, part: Uint8Array, after: string): Uint8Array {
  const text = new TextEncoder();
  const all = new Uint8Array(before.length + part.length + after.length);
  all.set(text.encode(before));
  all.set(part, before.length);
  all.set(text.encode(after), before.length + part.length);
  return all;
}
