/**
 * Accepting: a queue of the connections that came, or of those who wait for one.
 *
 * @module
 */

import { closed, type EoflabError, OpError } from "../errors.ts";
import { type Addr, type Conn, formatAddr } from "./conn.ts";

/** Someone who waits in accept. */
interface Waiting {
  readonly resolve: (conn: Conn) => void;
  readonly reject: (err: EoflabError) => void;
}

/** The part of every Listener that is the same. */
export class ListenQueue {
  readonly #addr: Addr;
  /** Connections that came and were not accepted yet. */
  readonly #ready: Conn[] = [];
  /** Accepts that wait, in their order; never while a connection is ready. */
  readonly #waiting: Waiting[] = [];
  /** Failures of accepting that nobody was there to hear of. */
  readonly #failures: EoflabError[] = [];
  /** Set by `close`. */
  #closed = false;

  constructor(addr: Addr) {
    this.#addr = addr;
  }

  get closed(): boolean {
    return this.#closed;
  }

  /** Whether somebody waits for a connection. */
  get wanted(): boolean {
    return this.#waiting.length > 0;
  }

  push(conn: Conn): void {
    const waiting = this.#waiting.shift();
    if (this.#closed) conn.reset();
    else if (waiting === undefined) this.#ready.push(conn);
    else waiting.resolve(conn);
  }

  fail(cause: EoflabError): void {
    const waiting = this.#waiting.shift();
    if (waiting === undefined) this.#failures.push(cause);
    else waiting.reject(this.#error(cause));
  }

  accept(): Promise<Conn> {
    if (this.#closed) return Promise.reject(this.#error(closed()));
    const conn = this.#ready.shift();
    if (conn !== undefined) return Promise.resolve(conn);
    const failure = this.#failures.shift();
    if (failure !== undefined) return Promise.reject(this.#error(failure));
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
    });
  }

  /** Connections that nobody accepted get RST, as from the kernel's own queue. */
  close(): void {
    this.#closed = true;
    for (const conn of this.#ready.splice(0)) conn.reset();
  }

  /** Fails who waits in accept; to be called when the socket is closed, so that then the port is free. */
  end(): void {
    for (const waiting of this.#waiting.splice(0)) waiting.reject(this.#error(closed()));
  }

  #error(cause: EoflabError): OpError {
    return new OpError("accept", formatAddr(this.#addr), null, cause);
  }
}
