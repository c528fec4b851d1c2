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
import { isOws } from "./header.ts";

/** A line with a chunk's size must be shorter, in bytes. */
const maxLineLength = 4096;

/** How much more than data a sender may send, in bytes, before it is refused (extensions that never end, say). */
const maxExcess = 16 * 1024;

/**
 * Reads the data out of chunks, up to the last chunk; the trailers are left to the caller. One read takes what is
 * there of several chunks, and never waits once it has something.
 */
export class ChunkedReader implements Reader {
  readonly #br: BufioReader;
  /** How many bytes of the chunk are unread; set by each chunk's first line. */
  #left = 0;
  /** Whether the CRLF after a chunk's data is still to come. */
  #atEnd = false;
  /** Set by the chunk of size 0. */
  #done = false;
  /** What was wrong; stays. */
  #error: EoflabError | null = null;
  /** How much of what was read was not data; grows with each chunk's line, and shrinks with its data. */
  #excess = 0;

  constructor(br: BufioReader) {
    this.#br = br;
  }

  /** Whether the chunk of size 0 has been read. */
  get done(): boolean {
    return this.#done;
  }

  /** @throws EoflabError UNEXPECTED_EOF, BAD_CHUNK; whatever the reader throws; the same again from then on */
  async read(p: Uint8Array): Promise<number | null> {
    let n = 0;
    try {
      while (this.#error === null && !this.#done) {
        if (this.#atEnd) {
          if (n > 0 && this.#br.buffered < 2) break;
          await this.#endChunk();
        }
        if (this.#left === 0) {
          if (n > 0 && !this.#lineIsThere()) break;
          await this.#beginChunk();
          continue;
        }
        if (n === p.length) break;
        n += await this.#readData(p.subarray(n, n + this.#left));
      }
    } catch (err) {
      if (!(err instanceof EoflabError)) throw err;
      this.#error = err;
    }
    // What was read comes first; how it ended is told by the next read.
    if (n > 0 || p.length === 0) return n;
    if (this.#error !== null) throw this.#error;
    return null;
  }

  async #readData(p: Uint8Array): Promise<number> {
    const n = await this.#br.read(p);
    if (n === null) throw unexpectedEof();
    this.#left -= n;
    this.#atEnd = this.#left === 0;
    return n;
  }

  /** Whether the next chunk's line can be read without waiting. */
  #lineIsThere(): boolean {
    return this.#br.peekBuffered().includes(10);
  }

  async #beginChunk(): Promise<void> {
    const line = await readChunkLine(this.#br);
    const { size, signed } = parseChunkSize(line);
    // 16 bytes of a line and twice the data are what an honest sender may need.
    this.#excess = Math.max(0, this.#excess + line.length + 2 - 16 - 2 * signed);
    this.#done = size === 0;
    if (this.#excess > maxExcess && !this.#done)
      throw badChunk("chunked encoding contains too much non-data");
    this.#left = size;
  }

  async #endChunk(): Promise<void> {
    const [first, second] = await this.#br.peek(2);
    // Right or wrong, they are read: with full duplex Go goes on behind them.
    await this.#br.discard(second === undefined ? this.#br.buffered : 2);
    if (second === undefined) throw unexpectedEof();
    if (first !== 13 || second !== 10) throw badChunk("malformed chunked encoding");
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
  return latin1(line.subarray(0, cr));
}

/** How many digits a chunk's size may have: those of Go's uint64. */
const maxDigits = 16;

/**
 * The size in front of a chunk's extensions. It is the peer's number, and may be more than anybody can send: nothing
 * is ever made in that size.
 *
 * @returns `size`, exact up to 2^53; `signed`, what Go's reckoning of the excess takes for it, an int64
 */
function parseChunkSize(line: string): { size: number; signed: number } {
  const [digits = ""] = withoutTrailingOws(line).split(";", 1);
  if (digits === "") throw badChunk("empty hex number for chunk length");
  const wrong = digits.search(/[^0-9a-fA-F]/);
  if (wrong !== -1 && wrong <= maxDigits) throw badChunk("invalid byte in chunk length");
  if (digits.length > maxDigits) throw badChunk("http chunk length too large");
  if (digits.length <= 13) {
    const size = Number(`0x${digits}`);
    return { size, signed: size };
  }
  const size = BigInt(`0x${digits}`);
  return { size: Number(size), signed: Number(BigInt.asIntN(64, 2n * BigInt.asIntN(64, size))) / 2 };
}

/** Blanks are passed over at the end of the line only: between size and extension they are refused, as in Go. */
function withoutTrailingOws(line: string): string {
  let end = line.length;
  while (end > 0 && isOws(line.charCodeAt(end - 1))) end--;
  return line.slice(0, end);
}

function latin1(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes);
}

function badChunk(message: string): EoflabError {
  return new EoflabError("BAD_CHUNK", message);
}
