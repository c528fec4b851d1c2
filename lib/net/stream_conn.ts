/**
 * Conn, made of whatever socket a runtime has: the one place where deadlines, waking, waiting in line and Go's
 * error texts are. The adapters beneath it (node.ts, deno.ts, pipe.ts) only pass bytes.
 *
 * Step 6 of a byte's path: rwc.
 *
 * @module
 */

import type { Clock } from "../clock.ts";
import { type EoflabError, OpError } from "../errors.ts";
import type { MaybePromise, Waiter } from "../io.ts";
import { type Addr, type Conn, type DirectConn, formatAddr } from "./conn.ts";
import type { RawEvents, RawSocket } from "./raw_socket.ts";
import { type HalfOwner, ReadSide } from "./read_side.ts";
import { WriteSide } from "./write_side.ts";

/** The two halves, as they are. */
class Halves implements DirectConn {
  readonly #reads: ReadSide;
  readonly #writes: WriteSide;

  constructor(reads: ReadSide, writes: WriteSide) {
    this.#reads = reads;
    this.#writes = writes;
  }

  read(p: Uint8Array): MaybePromise<number | null> {
    return this.#reads.read(p);
  }

  readFor(waiter: Waiter<number | null>, memory: () => Uint8Array, max?: number): void {
    this.#reads.readFor(waiter, memory, max);
  }

  write(p: Uint8Array): MaybePromise<number> {
    return this.#writes.write(p);
  }
}

/** A Conn over a RawSocket. */
export class StreamConn implements Conn, RawEvents, HalfOwner {
  readonly localAddr: Addr;
  readonly remoteAddr: Addr;
  readonly #raw: RawSocket;
  readonly #reads: ReadSide;
  readonly #writes: WriteSide;
  readonly direct: DirectConn;
  /** Set by the first `close` or `reset`. */
  #closed = false;

  /** @param clock the clock of the deadlines */
  constructor(raw: RawSocket, clock: Clock) {
    this.localAddr = raw.localAddr;
    this.remoteAddr = raw.remoteAddr;
    this.#raw = raw;
    this.#reads = new ReadSide(clock, raw, this);
    this.#writes = new WriteSide(clock, raw, this, this.#reads);
    this.direct = new Halves(this.#reads, this.#writes);
    raw.attach(this);
  }

  read(p: Uint8Array): Promise<number | null> {
    return Promise.resolve(this.#reads.read(p));
  }

  abortRead(): boolean {
    return this.#reads.abort();
  }

  write(p: Uint8Array): Promise<number> {
    return Promise.resolve(this.#writes.write(p));
  }

  closeWrite(): Promise<void> {
    return this.#writes.closeWrite();
  }

  close(): void {
    if (this.#closed) return;
    const unread = this.#reads.unread;
    this.#shut();
    this.#raw.close(unread);
  }

  reset(): void {
    if (this.#closed) return;
    this.#shut();
    this.#raw.reset();
  }

  setDeadline(at: number | null): void {
    this.setReadDeadline(at);
    this.setWriteDeadline(at);
  }

  setReadDeadline(at: number | null): void {
    if (!this.#closed) this.#reads.deadline.set(at);
  }

  setWriteDeadline(at: number | null): void {
    if (!this.#closed) this.#writes.deadline.set(at);
  }

  setNoDelay(on: boolean): void {
    if (!this.#closed) this.#raw.setNoDelay(on);
  }

  setKeepAlive(on: boolean, idle?: number): void {
    if (!this.#closed) this.#raw.setKeepAlive(on, idle);
  }

  setRef(on: boolean): void {
    if (!this.#closed) this.#raw.setRef(on);
  }

  opError(op: string, cause: EoflabError): OpError {
    return new OpError(op, formatAddr(this.localAddr), formatAddr(this.remoteAddr), cause);
  }

  received(chunk: Uint8Array | null): void {
    this.#reads.received(chunk);
  }

  receiveFailed(err: EoflabError): void {
    this.#reads.receiveFailed(err);
  }

  sent(): void {
    this.#writes.sent();
  }

  sendFailed(err: EoflabError): void {
    this.#writes.sendFailed(err);
  }

  #shut(): void {
    this.#closed = true;
    this.#reads.close();
    this.#writes.close();
  }
}
