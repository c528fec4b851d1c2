/**
 * Uncompressing an answer that the transport asked for in gzip (Go's gzipReader).
 *
 * It reads as much as is asked for and no more, so that a small body that unpacks to a huge one costs what is read of
 * it. The unpacking itself is the platform's DecompressionStream. Where the end of the body is broken (another checksum,
 * or something behind it) that gives an error alone, where Go gives the bytes before it.
 *
 * @module
 */

import { EoflabError, heard, unexpectedEof } from "../../errors.ts";
import type { Body } from "../body.ts";
import { readOnClosedBody } from "./client_errors.ts";

/** The part of the platform's streams that is used: Node, Deno and Bun have them, ECMAScript's types do not. */
interface Platform {
  readonly DecompressionStream: new (
    format: "gzip",
  ) => {
    readonly readable: { getReader(): ChunkReader };
    readonly writable: { getWriter(): ChunkWriter };
  };
}
interface ChunkReader {
  read(): Promise<{ readonly done: boolean; readonly value?: Uint8Array }>;
  cancel(): Promise<void>;
}
interface ChunkWriter {
  readonly ready: Promise<unknown>;
  write(p: Uint8Array): Promise<void>;
  close(): Promise<void>;
  abort(reason?: unknown): Promise<void>;
}

/** How long a header in gzip is at least, in bytes (RFC 1952 §2.3). */
const headerSize = 10;

/** How much is given to the unpacking at once, in bytes. */
const pieceSize = 4096;

/** The body that a body in gzip stands for. */
export function gunzip(body: Body): Body {
  return new GunzipBody(body);
}

class GunzipBody implements Body {
  readonly #body: Body;
  readonly #out: ChunkReader;
  readonly #in: ChunkWriter;
  /** What was unpacked and is unread. */
  #rest: Uint8Array = new Uint8Array(0);
  /** Whether the feeding has begun. */
  #fed = false;
  /** Whether anything came at all: a body of nothing unpacks to nothing. */
  #any = false;
  /** Whether the header has been seen. */
  #started = false;
  /** Whether the body came to its end. */
  #ended = false;
  /** Why reading the body failed. */
  #bodyError: EoflabError | null = null;
  /** Set by close. */
  #closed = false;

  constructor(body: Body) {
    this.#body = body;
    const { DecompressionStream } = globalThis as unknown as Platform;
    const stream = new DecompressionStream("gzip");
    this.#out = stream.readable.getReader();
    this.#in = stream.writable.getWriter();
  }

  read(p: Uint8Array): Promise<number | null> {
    return heard(this.#read(p));
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await this.#body.close();
    await Promise.allSettled([this.#out.cancel(), this.#in.abort()]);
  }

  async #read(p: Uint8Array): Promise<number | null> {
    if (this.#closed) throw readOnClosedBody();
    if (p.length === 0) return 0;
    if (!this.#fed) {
      this.#fed = true;
      void this.#feed();
    }
    while (this.#rest.length === 0) {
      const chunk = await this.#next();
      if (chunk === null) return null;
      this.#rest = chunk;
    }
    const n = Math.min(p.length, this.#rest.length);
    p.set(this.#rest.subarray(0, n));
    this.#rest = this.#rest.subarray(n);
    return n;
  }

  async #next(): Promise<Uint8Array | null> {
    try {
      const { done, value } = await this.#out.read();
      return done ? null : (value ?? new Uint8Array(0));
    } catch {
      if (this.#bodyError !== null) throw this.#bodyError;
      if (this.#ended && !this.#any) return null;
      if (this.#ended) throw unexpectedEof();
      throw badGzip("gzip: invalid data");
    }
  }

  /** Gives the body to the unpacking, piece by piece, as it takes them. */
  async #feed(): Promise<void> {
    const p = new Uint8Array(pieceSize);
    let begun = 0;
    try {
      for (let n = await this.#body.read(p); n !== null; n = await this.#body.read(p.subarray(begun))) {
        this.#any ||= n > 0;
        begun += n;
        if (!this.#started && begun < headerSize) continue;
        if (!this.#started && !beginsAsGzip(p)) throw badGzip("gzip: invalid header");
        this.#started = true;
        await this.#in.ready;
        await this.#in.write(p.slice(0, begun));
        begun = 0;
      }
      this.#ended = true;
      await this.#in.close();
    } catch (err) {
      if (err instanceof EoflabError) this.#bodyError = err;
      await this.#in.abort(err).catch(() => {});
    }
  }
}

/** Whether the first bytes are those of gzip (RFC 1952 §2.3.1). */
function beginsAsGzip(bytes: Uint8Array): boolean {
  return [0x1f, 0x8b, 8].every((byte, i) => bytes[i] === byte);
}

function badGzip(message: string): EoflabError {
  return new EoflabError("BAD_GZIP", message);
}
