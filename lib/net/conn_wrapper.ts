/**
 * A connection that passes everything on to another: what wraps one overrides what it is there for.
 *
 * @module
 */

import type { Addr, Conn } from "./conn.ts";

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

  abortRead(): void {
    this.inner.abortRead();
  }

  write(p: Uint8Array): Promise<number> {
    return this.inner.write(p);
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
