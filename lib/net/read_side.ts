/**
 * The reading half of a StreamConn.
 *
 * @module
 */

import type { Clock } from "../clock.ts";
import { closed, deadlineExceeded, type EoflabError, type OpError } from "../errors.ts";
import type { MaybePromise, Waiter } from "../io.ts";
import { giveBack, lend } from "./buffers.ts";
import { Deadline, type DeadlineOwner } from "./deadline.ts";
import { Pending } from "./pending.ts";
import type { RawSocket } from "./raw_socket.ts";

/** Where bytes go: memory, or what gives some when there are bytes for it. */
type Into = Uint8Array | (() => Uint8Array);

/** A read that has not been answered. */
class PendingRead extends Pending<number | null> {
  readonly into: Into;
  readonly #max: number;

  constructor(into: Into, max: number) {
    super();
    this.into = into;
    this.#max = max;
  }

  /** How many bytes are wanted: one at least, where nobody holds memory for more yet. */
  get wanted(): number {
    return typeof this.into === "function" ? 1 : this.into.length;
  }

  /** The memory, now that it is needed. */
  get p(): Uint8Array {
    const p = typeof this.into === "function" ? this.into() : this.into;
    return p.length > this.#max ? p.subarray(0, this.#max) : p;
  }
}

/** Whose half it is. */
export interface HalfOwner {
  /** Makes Go's OpError of what went wrong in an operation. */
  opError(op: string, cause: EoflabError): OpError;
}

/** Reads of one connection: one at a time, each within the deadline, none of the bytes lost. */
export class ReadSide implements DeadlineOwner {
  readonly #raw: RawSocket;
  readonly #owner: HalfOwner;
  readonly deadline: Deadline;
  /** The read that waits for bytes; set while it does. */
  #blocked: PendingRead | null = null;
  /** Reads that wait for the one before them, in their order; made when the first has to wait. */
  #queue: PendingRead[] | null = null;
  /** Whether the runtime has been asked for bytes and has not answered. Outlives a read that its deadline ended. */
  #receiving = false;
  /** Memory of ours with bytes that arrived and nobody has read: after a deadline, or more than was asked for. */
  #left: Uint8Array | null = null;
  /** Where these bytes begin and end; meaningful while `#left` is set. */
  #leftFrom = 0;
  #leftTo = 0;
  /** A failure that no read or write was there to hear of; the next one hears of it, as of the kernel's sk_err. */
  #unheard: EoflabError | null = null;
  /** Nothing more will arrive: set by FIN and by a failure. After the failure was told, reads see EOF, as on Linux. */
  #ended = false;
  /** Set by a failure. */
  #failed = false;
  /** Set by `close`. */
  #closed = false;

  constructor(clock: Clock, raw: RawSocket, owner: HalfOwner) {
    this.#raw = raw;
    this.#owner = owner;
    this.deadline = new Deadline(clock, this);
  }

  deadlinePassed(): void {
    this.#fail(deadlineExceeded());
  }

  /** Whether bytes were taken out of the kernel that nobody has read. */
  get unread(): boolean {
    return this.#left !== null;
  }

  /** Whether reading has seen that the connection is gone. */
  get failed(): boolean {
    return this.#failed;
  }

  read(p: Uint8Array): MaybePromise<number | null> {
    return this.#start(p, p.length).result();
  }

  /** Reads, and tells a waiter instead of giving a promise. */
  readFor(
    waiter: Waiter<number | null>,
    memory: () => Uint8Array,
    max: number = Number.POSITIVE_INFINITY,
  ): void {
    this.#start(memory, max).tell(waiter);
  }

  #start(into: Into, max: number): PendingRead {
    const op = new PendingRead(into, max);
    if (this.#blocked === null) {
      this.#begin(op);
    } else {
      this.#queue ??= [];
      this.#queue.push(op);
    }
    return op;
  }

  /** The failure that nobody has heard of, for a write that comes first. */
  takeUnheard(): EoflabError | null {
    const err = this.#unheard;
    this.#unheard = null;
    return err;
  }

  /** Ends the read that waits: it gets nothing, and what comes later is the next one's. Whether there was one. */
  abort(): boolean {
    if (this.#blocked === null) return false;
    this.#finish(this.#blocked, 0);
    return true;
  }

  received(chunk: Uint8Array | null): void {
    this.#receiving = false;
    if (this.#closed) return;
    const op = this.#blocked;
    if (chunk === null) {
      this.#ended = true;
      if (op !== null) this.#finish(op, null);
    } else if (op === null) {
      this.#keep(chunk);
    } else {
      const { p } = op;
      const n = Math.min(chunk.length, p.length);
      p.set(n === chunk.length ? chunk : chunk.subarray(0, n));
      if (n < chunk.length) this.#keep(chunk.subarray(n));
      this.#finish(op, n);
    }
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
    if (this.#left !== null) giveBack(this.#left);
    this.#left = null;
  }

  /** The order of the checks is Go's (internal/poll fd_unix.go (*FD).Read). */
  #begin(op: PendingRead): void {
    if (this.#closed) op.reject(this.#owner.opError("read", closed()));
    else if (op.wanted === 0) op.resolve(0);
    else if (this.deadline.expired) op.reject(this.#owner.opError("read", deadlineExceeded()));
    else if (this.#left !== null) op.resolve(this.#takeLeft(op.p, this.#left));
    else if (this.#unheard !== null) op.reject(this.#owner.opError("read", this.takeUnheard() ?? closed()));
    else if (this.#ended) op.resolve(null);
    else this.#block(op);
  }

  #block(op: PendingRead): void {
    this.#blocked = op;
    if (this.#receiving) {
      this.#raw.widen(op.wanted);
    } else {
      this.#receiving = true;
      this.#raw.receive(op.wanted);
    }
    if (this.#blocked === op) this.deadline.watch();
  }

  /** Copies bytes into memory of ours: what an adapter brings is its own. */
  #keep(chunk: Uint8Array): void {
    this.#left = lend(chunk.length);
    this.#left.set(chunk);
    this.#leftFrom = 0;
    this.#leftTo = chunk.length;
  }

  #takeLeft(p: Uint8Array, left: Uint8Array): number {
    const n = Math.min(p.length, this.#leftTo - this.#leftFrom);
    p.set(left.subarray(this.#leftFrom, this.#leftFrom + n));
    this.#leftFrom += n;
    if (this.#leftFrom === this.#leftTo) {
      giveBack(left);
      this.#left = null;
    }
    return n;
  }

  #fail(cause: EoflabError): void {
    const op = this.#release();
    op?.reject(this.#owner.opError("read", cause));
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
      const op = this.#queue?.shift();
      if (op === undefined) return;
      this.#begin(op);
    }
  }
}
