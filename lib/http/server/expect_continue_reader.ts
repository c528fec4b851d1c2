/**
 * The body of a request whose client waits to be told to send it (RFC 9110 §10.1.1, Go's expectContinueReader).
 *
 * The first read says `100 Continue`. A handler that answers without reading never says it, and then the body may
 * come or not: nobody knows, so the connection is not used again.
 *
 * @module
 */

import { heard } from "../../errors.ts";
import { type Body, bodyReadAfterClose, type MessageBody } from "../body.ts";

/** Says `100 Continue` before the first read. */
export class ExpectContinueReader implements Body {
  /** The body as it comes. */
  readonly inner: MessageBody;
  /** Sends `100 Continue`, unless that is too late. */
  readonly #writeContinue: () => Promise<void>;
  /** Set by close. */
  #closed = false;
  /** Set by the read that met the end. */
  #sawEof = false;

  /**
   * @param inner the body as it comes
   * @param writeContinue sends `100 Continue`; it knows whether an answer has begun
   */
  constructor(inner: MessageBody, writeContinue: () => Promise<void>) {
    this.inner = inner;
    this.#writeContinue = writeContinue;
  }

  /** Whether the body was read to its end. */
  get sawEof(): boolean {
    return this.#sawEof;
  }

  read(p: Uint8Array): Promise<number | null> {
    return heard(this.#read(p));
  }

  close(): Promise<void> {
    this.#closed = true;
    return this.inner.close();
  }

  async #read(p: Uint8Array): Promise<number | null> {
    if (this.#closed) throw bodyReadAfterClose();
    await this.#writeContinue();
    const n = await this.inner.read(p);
    // Go tells the end together with the last bytes.
    if (n === null || this.inner.sawEof) this.#sawEof = true;
    return n;
  }
}
