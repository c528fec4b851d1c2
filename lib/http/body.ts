/**
 * A message's body: read up to its end, and what closing does with the rest (RFC 9112 §6.3, Go's transfer.go body).
 * No sockets here: it reads from a bufio.Reader, whatever is behind it.
 *
 * How the end is found is a {@link Framing}; who decides that is transfer.ts for a request. The next message begins
 * where a body ends, so a body that was not read must be read by somebody, or the connection is of no use any
 * more. `close` does that, up to a limit: beyond it, closing the connection is cheaper than reading.
 *
 * @module
 */

import type { Reader as BufioReader } from "../bufio/mod.ts";
import { concatBytes } from "../bytes.ts";
import { EoflabError, unexpectedEof } from "../errors.ts";
import type { Reader } from "../io.ts";
import { ChunkedReader } from "./chunked.ts";
import type { Header } from "./header.ts";
import { readTrailer } from "./trailer.ts";

/** How the end of a body is found. */
export type Framing =
  /** There is none, whatever the header says. */
  | { readonly kind: "none" }
  /** After so many bytes. */
  | { readonly kind: "content-length"; readonly length: number }
  /** At the last chunk. */
  | { readonly kind: "chunked" }
  /** Where the connection ends: a body that was cut looks like a whole one. */
  | { readonly kind: "until-close" };

/** A body that is read (Go's io.ReadCloser of a Request or a Response). */
export interface Body extends Reader {
  /**
   * @returns `null` after the last byte of the body
   * @throws EoflabError UNEXPECTED_EOF when the connection ends before the body does; BAD_CHUNK; BAD_TRAILER, BAD_HEADER
   *   behind the last chunk; BODY_READ_AFTER_CLOSE; BODY_TOO_LARGE of maxBytesReader; what reading throws
   */
  read(p: Uint8Array): Promise<number | null>;

  /**
   * Nothing more will be read. The rest is thrown away, as far as that is worth it. Closing twice does nothing.
   *
   * @throws what reading the rest throws
   */
  close(): Promise<void>;
}

/** The body of a message that has none (Go's http.NoBody). */
export const noBody: Body = {
  read: () => Promise.resolve(null),
  close: () => Promise.resolve(),
};

/** How many bytes of a request's body the server reads for nobody (Go's maxPostHandlerReadBytes). */
export const maxPostHandlerReadBytes = 256 << 10;

/** What a body needs to know beside its framing. */
export interface BodyOptions {
  /** Where the trailers are put, when the body has been read. */
  readonly trailer: Header;
  /** Whether the connection ends with this message, so that nobody cares for the rest of the body (Go's closing). */
  readonly closing: boolean;
}

/**
 * A body on a connection (Go's body). Calls that are not awaited are carried out one after the other.
 */
export class MessageBody implements Body {
  readonly #br: BufioReader;
  readonly #options: BodyOptions;
  /** The chunks, or `null` if the body is not chunked. */
  readonly #chunks: ChunkedReader | null;
  /** How many bytes are unread; infinite if only the end of the connection or a last chunk tells. */
  #left: number;
  /** Whether the end was seen, be it too early; set by reading. */
  #sawEof = false;
  /** Set by close, and by trailers that cannot be read. */
  #closed = false;
  /** Whether close left something unread; set by close. */
  #earlyClose = false;
  /** What is wrong with the trailers; told by the read after the one that met it. */
  #trailerError: EoflabError | null = null;
  /** Whether the trailers are still to be read. */
  #trailerIsDue: boolean;
  /** Called once when the end is seen; set by whoever waits for it. */
  #onHitEof: (() => void) | null = null;
  /** The call that is under way; the next one waits for it. */
  #turn: Promise<unknown> | null = null;

  constructor(br: BufioReader, framing: Framing, options: BodyOptions) {
    this.#br = br;
    this.#options = options;
    this.#chunks = framing.kind === "chunked" ? new ChunkedReader(br) : null;
    this.#left = framing.kind === "content-length" ? framing.length : Number.POSITIVE_INFINITY;
    this.#trailerIsDue = framing.kind === "chunked";
  }

  /** Whether the end was seen. */
  get sawEof(): boolean {
    return this.#sawEof;
  }

  get closed(): boolean {
    return this.#closed;
  }

  /** Whether close left something unread (Go's didEarlyClose): the connection cannot be used again. */
  get closedEarly(): boolean {
    return this.#earlyClose;
  }

  /** How many bytes are known to be unread; 0 where nothing is known (Go's unreadDataSizeLocked). */
  get unread(): number {
    return Number.isFinite(this.#left) ? this.#left : 0;
  }

  /** Calls `fn` when the end is seen (Go's registerOnHitEOF). */
  onHitEof(fn: () => void): void {
    this.#onHitEof = fn;
  }

  read(p: Uint8Array): Promise<number | null> {
    return this.#inTurn(() =>
      this.#trailerError === null && this.#closed ? Promise.reject(bodyReadAfterClose()) : this.#read(p),
    );
  }

  close(): Promise<void> {
    return this.#inTurn(() => this.#close());
  }

  /**
   * Reads and throws away, for whoever needs the connection behind the body.
   *
   * @param limit how many bytes at most
   * @returns how many bytes it were, and whether that was all of the body
   * @throws what reading throws
   */
  discard(limit: number): Promise<{ n: number; ended: boolean }> {
    return this.#inTurn(async () => {
      if (this.#closed) throw bodyReadAfterClose();
      return await this.#discard(limit);
    });
  }

  async #close(): Promise<void> {
    if (this.#closed) return;
    try {
      if (this.#sawEof || (this.#options.closing && !this.#trailerIsDue)) return;
      if (this.unread > maxPostHandlerReadBytes) {
        this.#earlyClose = true;
        return;
      }
      const { n } = await this.#discard(maxPostHandlerReadBytes);
      this.#earlyClose = n === maxPostHandlerReadBytes;
    } finally {
      this.#closed = true;
    }
  }

  async #discard(limit: number): Promise<{ n: number; ended: boolean }> {
    const p = new Uint8Array(8 * 1024);
    let n = 0;
    while (n < limit) {
      const got = await this.#read(p.subarray(0, Math.min(p.length, limit - n)));
      if (got === null) return { n, ended: true };
      n += got;
    }
    return { n, ended: false };
  }

  async #read(p: Uint8Array): Promise<number | null> {
    if (this.#trailerError !== null) {
      const err = this.#trailerError;
      this.#trailerError = null;
      throw err;
    }
    if (this.#sawEof) return null;
    const n = await (this.#chunks === null ? this.#readPlain(p) : this.#chunks.read(p));
    if (n === null) return await this.#atEnd();
    // The end is seen with the last bytes, and not only by the read after them: then the server can watch the
    // connection for a client that goes away.
    if (this.#left === 0) {
      this.#hitEof();
    } else if (this.#chunks?.done) {
      await this.#atEnd().catch((err: unknown) => {
        if (!(err instanceof EoflabError)) throw err;
        this.#trailerError = err;
      });
    }
    return n;
  }

  async #readPlain(p: Uint8Array): Promise<number | null> {
    const n = await this.#br.read(p.length > this.#left ? p.subarray(0, this.#left) : p);
    if (n !== null) {
      this.#left -= n;
      return n;
    }
    if (!Number.isFinite(this.#left)) return null;
    this.#hitEof();
    throw unexpectedEof();
  }

  /** The data has ended: reads the trailers, if there may be some. */
  async #atEnd(): Promise<null> {
    if (this.#trailerIsDue) {
      this.#trailerIsDue = false;
      try {
        await readTrailer(this.#br, this.#options.trailer);
      } catch (err) {
        this.#closed = true;
        throw err;
      }
    }
    this.#hitEof();
    return null;
  }

  #hitEof(): void {
    this.#sawEof = true;
    this.#onHitEof?.();
    this.#onHitEof = null;
  }

  /** Runs a call when those before it are done. */
  #inTurn<T>(call: () => Promise<T>): Promise<T> {
    const turn = this.#turn === null ? call() : this.#turn.then(call, call);
    this.#turn = turn;
    const done = (): void => {
      if (this.#turn === turn) this.#turn = null;
    };
    // So its error is heard of, too, if nobody waits for it.
    turn.then(done, done);
    return turn;
  }
}

/** A body that is framed so. */
export function makeBody(br: BufioReader, framing: Framing, options: BodyOptions): Body {
  const empty = framing.kind === "none" || (framing.kind === "content-length" && framing.length === 0);
  return empty ? noBody : new MessageBody(br, framing, options);
}

/** http.ErrBodyReadAfterClose. */
export function bodyReadAfterClose(): EoflabError {
  return new EoflabError("BODY_READ_AFTER_CLOSE", "http: invalid Read on closed Body");
}

/**
 * Reads to the end, or to the error that comes before it: both are told, as by Go's io.ReadAll.
 *
 * @throws nothing that is an EoflabError
 */
export async function readAll(
  reader: Reader,
): Promise<{ bytes: Uint8Array<ArrayBuffer>; error: EoflabError | null }> {
  const parts: Uint8Array[] = [];
  let error: EoflabError | null = null;
  try {
    const p = new Uint8Array(32 * 1024);
    for (let n = await reader.read(p); n !== null; n = await reader.read(p)) {
      parts.push(p.slice(0, n));
    }
  } catch (err) {
    if (!(err instanceof EoflabError)) throw err;
    error = err;
  }
  return { bytes: concatBytes(parts), error };
}
