/**
 * The body of an answer, as the caller has it: its end gives the connection back, and closing it early gives the
 * connection up (Go's bodyEOFSignal).
 *
 * Whoever closes a body unread does not pay for reading it: the connection is closed, and the next request dials.
 *
 * @module
 */

import { EoflabError, heard } from "../../errors.ts";
import { type Body, MessageBody } from "../body.ts";
import { readOnClosedBody } from "./client_errors.ts";

/** What the connection does when the body ends. */
export interface BodyOwner {
  /**
   * The body has been read to its end. Resolves when the connection is back in the pool, or closed.
   *
   * @param bytes how many it had
   */
  bodyRead(bytes: number): Promise<void>;
  /**
   * The body was closed before its end, or reading it failed.
   *
   * @param bytes how many of it were read
   * @param error what failed, `null` if it was closed
   */
  bodyGivenUp(bytes: number, error: EoflabError | null): void;
  /** Why the request was called off, if it was: then that is what reading failed with. */
  readonly canceled: EoflabError | null;
}

/** Tells a connection how its answer's body ended. */
export class ResponseBody implements Body {
  readonly #body: Body;
  readonly #owner: BodyOwner;
  /** How many bytes were read. */
  #bytes = 0;
  /** How reading ended: the same again from then on. */
  #end: "EOF" | EoflabError | null = null;
  /** Set by close. */
  #closed = false;

  /**
   * @param body as it comes
   * @param owner the connection
   */
  constructor(body: Body, owner: BodyOwner) {
    this.#body = body;
    this.#owner = owner;
  }

  read(p: Uint8Array): Promise<number | null> {
    return heard(this.#read(p));
  }

  close(): Promise<void> {
    if (!this.#closed && this.#end === null) this.#owner.bodyGivenUp(this.#bytes, null);
    this.#closed = true;
    return Promise.resolve();
  }

  async #read(p: Uint8Array): Promise<number | null> {
    if (this.#closed) throw readOnClosedBody();
    if (this.#end === "EOF") return null;
    if (this.#end !== null) throw this.#end;
    let n: number | null;
    try {
      n = await this.#body.read(p);
    } catch (err) {
      if (!(err instanceof EoflabError)) throw err;
      this.#end = err;
      const error = this.#owner.canceled ?? err;
      this.#owner.bodyGivenUp(this.#bytes, error);
      throw error;
    }
    this.#bytes += n ?? 0;
    // The end is told with the last bytes, too: whoever knows the length does not ask again.
    if (n === null || (this.#body instanceof MessageBody && this.#body.sawEof)) {
      this.#end = "EOF";
      await this.#owner.bodyRead(this.#bytes);
    }
    return n;
  }
}
