/**
 * The chunked coding, read (RFC 9112 §7.1, Go: net/http/internal chunkedReader). No sockets here.
 *
 * A chunk is a line with its size in hex, that many bytes, and an empty line; a chunk of size 0 ends the body, and
 * after it come the trailers and an empty line. A line ends with CRLF and nothing else: what two parsers disagree
 * about, somebody smuggles a request through.
 *
 * @module
 */

import type { Reader as BufioReader } from "../bufio/mod.ts";
import { EoflabError, is, unexpectedEof } from "../errors.ts";
import type { Reader } from "../io.ts";

/** A line with a chunk's size must be shorter, in bytes. */
const maxLineLength = 4096;

/** How much more than data a sender may send, in bytes, before it is refused (extensions that never end, say). */
const maxExcess = 16 * 1024;

/** Reads the data out of chunks, up to the last chunk; the trailers are left to the caller. */
export class ChunkedReader implements Reader {
  readonly #br: BufioReader;
  /** How many bytes of the chunk are unread; set by each chunk's first line. */
  #left = 0;
  /** Whether the empty line after a chunk's data is still to come. */
  #atEnd = false;
  /** Set by the chunk of size 0. */
  #done = false;
  /** How much of what was read was not data; grows with each chunk's line, and shrinks with its data. */
  #excess = 0;

  constructor(br: BufioReader) {
    this.#br = br;
  }

  /** @throws EoflabError UNEXPECTED_EOF, BAD_CHUNK; whatever the reader throws */
  async read(p: Uint8Array): Promise<number | null> {
    if (p.length === 0) return 0;
    if (this.#left === 0 && !this.#done) await this.#beginChunk();
    if (this.#done) return null;
    const n = await this.#br.read(p.length > this.#left ? p.subarray(0, this.#left) : p);
    if (n === null) throw unexpectedEof();
    this.#left -= n;
    this.#atEnd = this.#left === 0;
    return n;
  }

  async #beginChunk(): Promise<void> {
    if (this.#atEnd) await this.#endChunk();
    const line = await readChunkLine(this.#br);
    this.#left = parseChunkSize(line);
    // 16 bytes of a line and twice the data are what an honest sender may need.
    this.#excess = Math.max(0, this.#excess + line.length + 2 - 16 - 2 * this.#left);
    if (this.#excess > maxExcess) throw badChunk("chunked encoding contains too much non-data");
    this.#done = this.#left === 0;
  }

  async #endChunk(): Promise<void> {
    const end = await this.#br.peek(2);
    if (end.length < 2) throw unexpectedEof();
    if (end[0] !== 13 || end[1] !== 10) throw badChunk("malformed chunked encoding");
    await this.#br.discard(2);
    this.#atEnd = false;
  }
}

/** A line with a chunk's size, without its CRLF. */
async function readChunkLine(br: BufioReader): Promise<string> {
  let line: Uint8Array | null;
  try {
    line = await br.readSlice(10);
  } catch (err) {
    throw is(err, "BUFFER_FULL") ? badChunk("header line too long") : err;
  }
  if (line === null || line.at(-1) !== 10) throw unexpectedEof();
  const cr = line.indexOf(13);
  if (cr === -1) throw badChunk("chunked line ends with bare LF");
  if (cr !== line.length - 2) throw badChunk("invalid CR in chunked line");
  if (cr >= maxLineLength) throw badChunk("header line too long");
  return String.fromCharCode(...line.subarray(0, cr));
}

/** The size in front of a chunk's extensions. It is the peer's number: at most 13 digits, so that it stays exact. */
function parseChunkSize(line: string): number {
  const digits = (line.split(";", 1)[0] ?? "").replace(/[ \t]+$/, "");
  if (digits === "") throw badChunk("empty hex number for chunk length");
  if (!/^[0-9a-fA-F]+$/.test(digits)) throw badChunk("invalid byte in chunk length");
  const significant = digits.replace(/^0+(?=.)/, "");
  if (digits.length > 16 || significant.length > 13) throw badChunk("http chunk length too large");
  return Number.parseInt(significant, 16);
}

function badChunk(message: string): EoflabError {
  return new EoflabError("BAD_CHUNK", message);
}
