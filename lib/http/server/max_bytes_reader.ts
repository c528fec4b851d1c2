/**
 * A limit on how much of a request's body a handler reads (Go's MaxBytesReader).
 *
 * @module
 */

import { EoflabError, heard } from "../../errors.ts";
import type { Body } from "../body.ts";
import type { ResponseWriter } from "./response_writer.ts";

/** A body has more bytes than it may have (Go's http.MaxBytesError). */
export class MaxBytesError extends EoflabError {
  override readonly name = "MaxBytesError";
  /** How many bytes it may have. */
  readonly limit: number;

  constructor(limit: number) {
    super("BODY_TOO_LARGE", "http: request body too large");
    this.limit = limit;
  }
}

/** What the server's own ResponseWriter does when a body is too large: it ends the connection with the answer. */
interface RequestTooLarger {
  requestTooLarge(): void;
}

/**
 * Lets `limit` bytes of a body through. Beyond them reading fails, and the server is told to close the connection
 * after the answer: a body that nobody wants would have to be read to its end otherwise.
 *
 * @param w what the handler was given
 * @param body the body that is limited; `r.body = maxBytesReader(w, r.body, 1 << 20)`
 * @param limit in bytes
 */
export function maxBytesReader(w: ResponseWriter, body: Body, limit: number): Body {
  return new MaxBytesReader(w, body, Math.max(limit, 0));
}

class MaxBytesReader implements Body {
  readonly #w: ResponseWriter;
  readonly #body: Body;
  readonly #limit: number;
  /** How many bytes may still be read. */
  #left: number;
  /** How reading ended: EOF, or an error; the same again from then on. */
  #end: "EOF" | EoflabError | null = null;

  constructor(w: ResponseWriter, body: Body, limit: number) {
    this.#w = w;
    this.#body = body;
    this.#limit = limit;
    this.#left = limit;
  }

  read(p: Uint8Array): Promise<number | null> {
    return heard(this.#read(p));
  }

  close(): Promise<void> {
    return this.#body.close();
  }

  async #read(p: Uint8Array): Promise<number | null> {
    if (this.#end === "EOF") return null;
    if (this.#end !== null) throw this.#end;
    if (p.length === 0) return 0;
    // One byte more than allowed tells a body that is too large from one that ends just there.
    const n = await this.#ask(p.length - 1 > this.#left ? p.subarray(0, this.#left + 1) : p);
    if (n === null) return null;
    if (n <= this.#left) {
      this.#left -= n;
      return n;
    }
    const allowed = this.#left;
    this.#left = 0;
    const w = this.#w as Partial<RequestTooLarger>;
    w.requestTooLarge?.();
    this.#end = new MaxBytesError(this.#limit);
    if (allowed > 0) return allowed;
    throw this.#end;
  }

  async #ask(p: Uint8Array): Promise<number | null> {
    try {
      const n = await this.#body.read(p);
      if (n === null) this.#end = "EOF";
      return n;
    } catch (err) {
      if (err instanceof EoflabError) this.#end = err;
      throw err;
    }
  }
}
