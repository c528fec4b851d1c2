/**
 * The trailers behind a chunked body (RFC 9112 §7.1.2, Go's (*body).readTrailer). No sockets here.
 *
 * @module
 */

import type { Reader as BufioReader } from "../bufio/mod.ts";
import { EoflabError, is } from "../errors.ts";
import type { Header } from "./header.ts";
import { readHeader } from "./read_header.ts";

/**
 * Reads the trailers and the empty line behind them.
 *
 * They must fit into the reader's buffer: otherwise a peer could send trailers for ever, after all limits of the
 * header were passed.
 *
 * @param trailer where they are put
 * @throws EoflabError UNEXPECTED_EOF, BAD_TRAILER, BAD_HEADER; what the reader throws
 */
export async function readTrailer(br: BufioReader, trailer: Header): Promise<void> {
  const [first, second] = await peekOrEnd(br, 2);
  if (second === undefined) throw endedInTrailer();
  if (first === cr && second === lf) {
    await br.discard(2);
    return;
  }
  if (!(await seesEmptyLine(br))) {
    throw new EoflabError("BAD_TRAILER", "http: suspiciously long trailer after chunked body");
  }
  let fields: Header;
  try {
    fields = await readHeader(br);
  } catch (err) {
    throw is(err, "UNEXPECTED_EOF") ? endedInTrailer() : err;
  }
  for (const [name, values] of fields) {
    trailer.delete(name);
    for (const value of values) trailer.add(name, value);
  }
}

const [lf, cr] = [10, 13];

/** The next bytes, or what there is of them: here an error of the connection is an end like any other. */
async function peekOrEnd(br: BufioReader, n: number): Promise<Uint8Array> {
  try {
    return await br.peek(n);
  } catch (err) {
    if (!(err instanceof EoflabError)) throw err;
    return br.peekBuffered();
  }
}

/** Whether an empty line comes before the buffer is full, or the stream ends (Go's seeUpcomingDoubleCRLF). */
async function seesEmptyLine(br: BufioReader): Promise<boolean> {
  for (let searched = 0; ; ) {
    const seen = br.peekBuffered();
    if (hasEmptyLine(seen, Math.max(0, searched - 3))) return true;
    searched = seen.length;
    if (searched === br.size || (await peekOrEnd(br, searched + 1)).length === searched) return false;
  }
}

/** @param from where a line end may begin that was not seen whole before */
function hasEmptyLine(bytes: Uint8Array, from: number): boolean {
  for (let at = bytes.indexOf(cr, from); at !== -1; at = bytes.indexOf(cr, at + 1)) {
    if (bytes[at + 1] === lf && bytes[at + 2] === cr && bytes[at + 3] === lf) return true;
  }
  return false;
}

function endedInTrailer(): EoflabError {
  return new EoflabError("UNEXPECTED_EOF", "http: unexpected EOF reading trailer");
}
