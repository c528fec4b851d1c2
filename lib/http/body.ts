/**
 * A message's body, by how its end is found (RFC 9112 §6.3, Go's transfer.go). No sockets here.
 *
 * @module
 */

import type { Reader as BufioReader } from "../bufio/mod.ts";
import { EoflabError, is, unexpectedEof } from "../errors.ts";
import type { Reader } from "../io.ts";
import { ChunkedReader } from "./chunked.ts";
import { Header } from "./header.ts";
import { readHeader } from "./read_header.ts";

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

/** A body that is read. */
export interface Body extends Reader {
  /**
   * @returns `null` after the last byte of the body
   * @throws EoflabError UNEXPECTED_EOF when the connection ends before the body does; BAD_CHUNK; what reading throws
   */
  read(p: Uint8Array): Promise<number | null>;
  /** The trailers, once `read` has returned `null`. */
  readonly trailer: Header;
}

/** Reads a body that is framed so. */
export function readBody(br: BufioReader, framing: Framing): Body {
  switch (framing.kind) {
    case "none":
      return new LengthBody(br, 0);
    case "content-length":
      return new LengthBody(br, framing.length);
    case "chunked":
      return new ChunkedBody(br);
    case "until-close":
      return new LengthBody(br, Number.POSITIVE_INFINITY);
  }
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
  let length = 0;
  let error: EoflabError | null = null;
  try {
    const p = new Uint8Array(32 * 1024);
    for (let n = await reader.read(p); n !== null; n = await reader.read(p)) {
      parts.push(p.slice(0, n));
      length += n;
    }
  } catch (err) {
    if (!(err instanceof EoflabError)) throw err;
    error = err;
  }
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return { bytes, error };
}

/** A body of a known length, or of one that ends with the connection. */
class LengthBody implements Body {
  readonly trailer = new Header();
  readonly #br: BufioReader;
  /** How many bytes are unread; infinite if only the end of the connection tells. */
  #left: number;

  constructor(br: BufioReader, length: number) {
    this.#br = br;
    this.#left = length;
  }

  async read(p: Uint8Array): Promise<number | null> {
    if (this.#left === 0) return null;
    const n = await this.#br.read(p.length > this.#left ? p.subarray(0, this.#left) : p);
    if (n !== null) this.#left -= n;
    else if (this.#left !== Number.POSITIVE_INFINITY) throw unexpectedEof();
    return n;
  }
}

/** A chunked body, and its trailers. */
class ChunkedBody implements Body {
  /** Filled when the last chunk has been read. */
  trailer = new Header();
  readonly #br: BufioReader;
  readonly #chunks: ChunkedReader;
  /** Set when the trailers have been read. */
  #ended = false;

  constructor(br: BufioReader) {
    this.#br = br;
    this.#chunks = new ChunkedReader(br);
  }

  async read(p: Uint8Array): Promise<number | null> {
    if (this.#ended) return null;
    const n = await this.#chunks.read(p);
    if (n !== null) return n;
    try {
      this.trailer = await readHeader(this.#br);
    } catch (err) {
      if (!is(err, "UNEXPECTED_EOF")) throw err;
      throw new EoflabError("UNEXPECTED_EOF", "http: unexpected EOF reading trailer", { cause: err });
    }
    this.#ended = true;
    return null;
  }
}
