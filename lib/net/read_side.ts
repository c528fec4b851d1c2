/**
 * The reading half of a StreamConn.
 *
 * @module
 */

import type { Clock } from "../clock.ts";
import { closed, deadlineExceeded, type EoflabError, type OpError } from "../errors.ts";
import { Deadline } from "./deadline.ts";
import type { RawSocket } from "./raw_socket.ts";

/** A read that has not been answered. */
interface PendingRead {
  readonly p: Uint8Array;
  readonly resolve: (n: number | null) => void;
  readonly reject: (err: EoflabError) => void;
}

/** Makes Go's OpError of what went wrong in an operation. */
export type ToOpError = (op: string, cause: EoflabError) => OpError;

/** Reads of one connection: one at a time, each within the deadline, none of the bytes lost. */
export class ReadSide {
  readonly #raw: RawSocket;
  /** Makes Go's OpError of what went wrong. */
  readonly #opError: ToOpError;
  readonly deadline: Deadline;
  /** The read that waits for bytes; set while it does. */
  #blocked: PendingRead | null = null;
  /** Reads that wait for the one before them, in their order. */
  readonly #queue: PendingRead[] = [];
  /** Whether the runtime has been asked for bytes and has not answered. Outlives a read that its deadline ended. */
  #receiving = false;
  /** Bytes that arrived and nobody has read: after a deadline, or more than was asked for. */
  #left: Uint8Array | null = null;
  /** A failure that no read or write was there to hear of; the next one hears of it, as of the kernel's sk_err. */
  #unheard: EoflabError | null = null;
  /** Nothing more will arrive: set by FIN and by a failure. After the failure was told, reads see EOF, as on Linux. */
  #ended = false;
  /** Set by a failure. */
  #failed = false;
  /** Set by `close`. */
  #closed = false;

  constructor(clock: Clock, raw: RawSocket, opError: ToOpError) {
    this.#raw = raw;
    this.#opError = opError;
    this.deadline = new Deadline(clock, () => this.#fail(deadlineExceeded()));
  }

  /** Whether bytes were taken out of the kernel that nobody has read. */
  get unread(): boolean {
    return this.#left !== null;
  }

  /** Whether reading has seen that the connection is gone. */
  get failed(): boolean {
    return this.#failed;
  }

  read(p: Uint8Array): Promise<number | null> {
    return new Promise((resolve, reject) => {
      const op: PendingRead = { p, resolve, reject };
      if (this.#blocked === null) this.#begin(op);
      else this.#queue.push(op);
    });
  }

  /** The failure that nobody has heard of, for a write that comes first. */
  takeUnheard(): EoflabError | null {
    const err = this.#unheard;
    this.#unheard = null;
    return err;
  }

  /** Ends the read that waits: it gets nothing, and what comes later is the next one's. */
  abort(): void {
    if (this.#blocked !== null) this.#finish(this.#blocked, 0);
  }

  received(chunk: Uint8Array | null): boolean {
    this.#receiving = false;
    if (this.#closed) return false;
    const op = this.#blocked;
    if (chunk === null) {
      this.#ended = true;
      if (op !== null) this.#finish(op, null);
      return false;
    }
    if (op === null) {
      this.#left = chunk;
      return true;
    }
    const n = this.#serve(op.p, chunk);
    this.#finish(op, n);
    return n < chunk.length;
  }

  receiveFailed(err: EoflabError): void {
    this.#receiving = false;
    if (this.#closed) return;
    this.#ended = true;
    this.#failed = true;
    if (this.#blocked === null) this.#unheard = err;
    else this.#fail(err);
  }

  /** Fails what waits with `use of closed network connection`. */
  close(): void {
    this.#closed = true;
    this.deadline.stop();
    if (this.#blocked !== null) this.#fail(closed());
    this.#left = null;
  }

  /** The order of the checks is Go's (internal/poll fd_unix.go (*FD).Read). */
  #begin(op: PendingRead): void {
    if (this.#closed) op.reject(this.#opError("read", closed()));
    else if (op.p.length === 0) op.resolve(0);
    else if (this.deadline.expired) op.reject(this.#opError("read", deadlineExceeded()));
    else if (this.#left !== null) op.resolve(this.#serve(op.p, this.#left));
    else if (this.#unheard !== null) op.reject(this.#opError("read", this.takeUnheard() ?? closed()));
    else if (this.#ended) op.resolve(null);
    else this.#block(op);
  }

  #block(op: PendingRead): void {
    this.#blocked = op;
    if (this.#receiving) {
      this.#raw.widen(op.p.length);
    } else {
      this.#receiving = true;
      this.#raw.receive(op.p.length);
    }
    if (this.#blocked === op) this.deadline.watch();
  }

  /** Copies what fits, and keeps the rest. */
  #serve(p: Uint8Array, chunk: Uint8Array): number {
    if (chunk.length <= p.length) {
      p.set(chunk);
      this.#left = null;
      return chunk.length;
    }
    p.set(chunk.subarray(0, p.length));
    this.#left = chunk.subarray(p.length);
    return p.length;
  }

  #fail(cause: EoflabError): void {
    const op = this.#release();
    op?.reject(this.#opError("read", cause));
    this.#next();
  }

  #finish(op: PendingRead, n: number | null): void {
    this.#release();
    op.resolve(n);
    this.#next();
  }

  #release(): PendingRead | null {
    const op = this.#blocked;
    this.#blocked = null;
    this.deadline.unwatch();
    return op;
  }

  #next(): void {
    while (this.#blocked === null) {
      const op = this.#queue.shift();
      if (op === undefined) return;
      this.#begin(op);
    }
  }
}
