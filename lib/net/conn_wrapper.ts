/**
 * A connection that passes everything on to another: what wraps one overrides what it is there for. And a listener whose
 * connections are wrapped.
 *
 * @module
 */

import type { Waiter } from "../io.ts";
import type { Addr, Conn, DirectConn, Listener } from "./conn.ts";

/** Passes everything on. */
export abstract class ConnWrapper implements Conn {
  /** The connection that is wrapped. */
  protected readonly inner: Conn;

  constructor(inner: Conn) {
    this.inner = inner;
  }

  get localAddr(): Addr {
    return this.inner.localAddr;
  }

  get remoteAddr(): Addr {
    return this.inner.remoteAddr;
  }

  read(p: Uint8Array): Promise<number | null> {
    return this.inner.read(p);
  }

  /** An overridden read must see all reads, and so gets its memory before there are bytes for it. */
  readFor(waiter: Waiter<number | null>, memory: () => Uint8Array, max?: number): void {
    this.read(memory().subarray(0, max)).then(
      (n) => waiter.resolve(n),
      (err) => waiter.reject(err),
    );
  }

  abortRead(): boolean {
    return this.inner.abortRead();
  }

  write(p: Uint8Array): Promise<number> {
    return this.inner.write(p);
  }

  /** What is overridden holds here, too. */
  get direct(): DirectConn {
    return this;
  }

  closeWrite(): Promise<void> {
    return this.inner.closeWrite();
  }

  close(): void {
    this.inner.close();
  }

  reset(): void {
    this.inner.reset();
  }

  setDeadline(at: number | null): void {
    this.setReadDeadline(at);
    this.setWriteDeadline(at);
  }

  setReadDeadline(at: number | null): void {
    this.inner.setReadDeadline(at);
  }

  setWriteDeadline(at: number | null): void {
    this.inner.setWriteDeadline(at);
  }

  setNoDelay(on: boolean): void {
    this.inner.setNoDelay(on);
  }

  setKeepAlive(on: boolean, idle?: number): void {
    this.inner.setKeepAlive(on, idle);
  }

  setRef(on: boolean): void {
    this.inner.setRef(on);
  }
}

/** A listener that gives out what `wrap` makes of each connection that it accepts. */
export function wrapListener(listener: Listener, wrap: (conn: Conn) => Conn): Listener {
  return {
    addr: listener.addr,
    accept: async () => wrap(await listener.accept()),
    close: () => listener.close(),
  };
}
