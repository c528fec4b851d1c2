/**
 * A listener with a limit of connections, as an operating system's limit of open files is one, or Go's
 * golang.org/x/net/netutil.LimitListener.
 *
 * @module
 */

import type { Conn, Listener } from "../net/conn.ts";
import { ConnWrapper } from "../net/conn_wrapper.ts";

/**
 * Accepts while fewer than `limit` of its connections are open. Who comes later waits in the kernel's queue.
 *
 * @param closed called when the server has closed a connection, with its number from 1; the place is free when that has settled
 */
export function limitListener(
  listener: Listener,
  limit: number,
  closed: (conn: number) => Promise<unknown>,
): Listener {
  return new LimitListener(listener, limit, closed);
}

class LimitListener implements Listener {
  readonly #inner: Listener;
  readonly #closed: (conn: number) => Promise<unknown>;
  /** How many more may come; grows when a connection is closed. */
  #free: number;
  /** How many have come. */
  #accepted = 0;
  /** Called when a place gets free; set while accept waits for one. */
  #wake: () => void = () => {};

  constructor(inner: Listener, limit: number, closed: (conn: number) => Promise<unknown>) {
    this.#inner = inner;
    this.#free = limit;
    this.#closed = closed;
  }

  get addr(): Listener["addr"] {
    return this.#inner.addr;
  }

  async accept(): Promise<Conn> {
    if (this.#free === 0) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    const conn = await this.#inner.accept();
    this.#free--;
    const number = ++this.#accepted;
    return new LimitedConn(conn, () => void this.#closed(number).then(() => this.#release()));
  }

  close(): void {
    this.#inner.close();
    this.#wake();
  }

  #release(): void {
    this.#free++;
    this.#wake();
  }
}

/** Tells once that it is closed. */
class LimitedConn extends ConnWrapper {
  readonly #onClose: () => void;
  /** Set by close or reset. */
  #closed = false;

  constructor(inner: Conn, onClose: () => void) {
    super(inner);
    this.#onClose = onClose;
  }

  override close(): void {
    this.inner.close();
    this.#tell();
  }

  override reset(): void {
    this.inner.reset();
    this.#tell();
  }

  #tell(): void {
    if (!this.#closed) this.#onClose();
    this.#closed = true;
  }
}
