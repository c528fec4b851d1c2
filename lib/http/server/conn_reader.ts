/**
 * Where conn.bufr reads from: the socket, with a limit on how much a request's header may take.
 *
 * Go: net/http server.go connReader.
 *
 * @module
 */

import type { Reader } from "../../io.ts";

/** Reads from a connection until a limit is hit. */
export class ConnReader implements Reader {
  /** How many bytes may still be read; set anew before each header, counted down by each read. */
  #remain = Number.POSITIVE_INFINITY;
  /** Whether anything was read since the limit was set. */
  #hasRead = false;
  readonly #rwc: Reader;

  constructor(rwc: Reader) {
    this.#rwc = rwc;
  }

  /** @param bytes how many may be read from now on */
  setReadLimit(bytes: number): void {
    this.#remain = bytes;
    this.#hasRead = false;
  }

  /** Whether the client has sent anything since the limit was set. */
  get hasRead(): boolean {
    return this.#hasRead;
  }

  /** Whether reading ended because of the limit, and not because the client had no more to say. */
  get hitReadLimit(): boolean {
    return this.#remain <= 0;
  }

  async read(p: Uint8Array): Promise<number | null> {
    if (this.hitReadLimit) return null;
    const n = await this.#rwc.read(p.length > this.#remain ? p.subarray(0, this.#remain) : p);
    if (n === null) return null;
    this.#remain -= n;
    this.#hasRead = true;
    return n;
  }
}
