/**
 * The writing half of a StreamConn.
 *
 * @module
 */

import type { Clock } from "../clock.ts";
import { closed, deadlineExceeded, EoflabError, syscallError, WriteError } from "../errors.ts";
import type { MaybePromise } from "../io.ts";
import { giveBack, largestLoan, lend } from "./buffers.ts";
import { Deadline, type DeadlineOwner } from "./deadline.ts";
import { Pending } from "./pending.ts";
import type { RawSocket } from "./raw_socket.ts";
import type { HalfOwner, ReadSide } from "./read_side.ts";

/** A write that has not been answered. */
class PendingWrite extends Pending<number> {
  readonly p: Uint8Array;
  /** How many bytes were handed to the runtime; grows with each slice. */
  handed = 0;

  constructor(p: Uint8Array) {
    super();
    this.p = p;
  }
}

/** Someone who waits for the slice on its way, to send FIN behind it. */
interface PendingFin {
  readonly resolve: () => void;
  readonly reject: (err: EoflabError) => void;
}

/**
 * Writes of one connection: one at a time, each within the deadline. What the kernel takes at once is asked of it first,
 * as Go does; the rest is handed to the runtime in slices.
 *
 * No runtime can take a slice back once it has it (libuv and Deno both write it some day, unless the socket is
 * closed). So a write that its deadline ends counts the slice on its way as written, and the next write waits
 * until that slice is taken: what the peer reads is what the writes reported, in order. Go is exact where this
 * can be too high by one slice.
 */
export class WriteSide implements DeadlineOwner {
  readonly #raw: RawSocket;
  readonly #owner: HalfOwner;
  /** The other half: a failure that it met and nobody has heard of is this half's to tell. */
  readonly #reads: ReadSide;
  readonly deadline: Deadline;
  /** The write that waits for the runtime; set while it does. */
  #blocked: PendingWrite | null = null;
  /** Writes that wait for the one before them, in their order; made when the first has to wait. */
  #queue: PendingWrite[] | null = null;
  /** The memory of the slice on its way; set from `send` until it is taken. Outlives a write that its deadline ended. */
  #onItsWay: Uint8Array | null = null;
  /** How long that slice is; meaningful while `#onItsWay` is set. */
  #sliceLength = 0;
  /** What `closeWrite` waits with; set while a slice is on its way. */
  #fins: PendingFin[] | null = null;
  /** Set by `closeWrite`: writes fail with EPIPE. */
  #finished = false;
  /** Set when a write failed: later ones fail with EPIPE, as on Linux. */
  #broken = false;
  /** Set by `close`. */
  #closed = false;

  constructor(clock: Clock, raw: RawSocket, owner: HalfOwner, reads: ReadSide) {
    this.#raw = raw;
    this.#owner = owner;
    this.#reads = reads;
    this.deadline = new Deadline(clock, this);
  }

  deadlinePassed(): void {
    this.#fail(deadlineExceeded(), true);
  }

  write(p: Uint8Array): MaybePromise<number> {
    const op = new PendingWrite(p);
    if (this.#blocked === null) {
      this.#begin(op);
    } else {
      this.#queue ??= [];
      this.#queue.push(op);
    }
    return op.result();
  }

  /** Sends FIN behind what is on its way. A write that waits fails with EPIPE, as in Go. */
  async closeWrite(): Promise<void> {
    if (this.#closed) throw this.#owner.opError("close", closed());
    if (this.#broken || this.#reads.failed)
      throw this.#owner.opError("close", syscallError("shutdown", "ENOTCONN"));
    if (this.#finished) return;
    this.#finished = true;
    if (this.#blocked !== null) this.#fail(syscallError("write", "EPIPE"), true);
    if (this.#onItsWay !== null) await this.#untilTaken();
    if (this.#broken) throw this.#owner.opError("close", syscallError("shutdown", "ENOTCONN"));
    try {
      await this.#raw.closeWrite();
    } catch (err) {
      if (!(err instanceof EoflabError)) throw err;
      if (!this.#closed) throw this.#owner.opError("close", err);
    }
  }

  sent(): void {
    this.#taken();
    if (this.#blocked !== null) this.#push(this.#blocked);
  }

  sendFailed(err: EoflabError): void {
    this.#broken = true;
    if (this.#blocked !== null) this.#fail(err, false);
    this.#taken();
  }

  /**
   * Fails what waits with `use of closed network connection`. A slice on its way is the runtime's to drop, so it
   * does not count as written.
   */
  close(): void {
    this.#closed = true;
    this.deadline.stop();
    if (this.#blocked !== null) this.#fail(closed(), false);
    this.#onItsWay = null;
    for (const fin of this.#fins ?? []) fin.reject(this.#owner.opError("close", closed()));
    this.#fins = null;
  }

  /** The order of the checks is Go's (internal/poll fd_unix.go (*FD).Write), then the kernel's (tcp_sendmsg). */
  #begin(op: PendingWrite): void {
    const refusal = this.#refusal();
    if (refusal !== null) {
      op.reject(new WriteError(0, this.#owner.opError("write", refusal)));
      return;
    }
    this.#blocked = op;
    this.#push(op);
    if (this.#blocked === op) this.deadline.watch();
  }

  #refusal(): EoflabError | null {
    if (this.#closed) return closed();
    if (this.deadline.expired) return deadlineExceeded();
    if (this.#broken || this.#finished) return syscallError("write", "EPIPE");
    const unheard = this.#reads.takeUnheard();
    if (unheard === null) return null;
    this.#broken = true;
    return syscallError("write", unheard.code, unheard.cause);
  }

  /** Hands over what the kernel takes at once, then slice after slice, until the runtime does not take one at once. */
  #push(op: PendingWrite): void {
    if (op.handed === 0 && op.p.length > 0 && this.#onItsWay === null) {
      op.handed = this.#raw.sendNow(op.p);
      if (this.#blocked !== op) return;
    }
    while (op.handed < op.p.length) {
      if (this.#onItsWay !== null || !this.#hand(op)) return;
    }
    this.#release();
    op.resolve(op.p.length);
    this.#next();
  }

  /** Hands over the next slice, in memory of ours: the caller gets its own back when the deadline passes. */
  #hand(op: PendingWrite): boolean {
    const length = Math.min(op.p.length - op.handed, largestLoan);
    const memory = lend(length);
    memory.set(length === op.p.length ? op.p : op.p.subarray(op.handed, op.handed + length));
    op.handed += length;
    this.#onItsWay = memory;
    this.#sliceLength = length;
    if (!this.#raw.send(length === memory.length ? memory : memory.subarray(0, length))) return false;
    this.#taken();
    return true;
  }

  #taken(): void {
    // After close the runtime may still be about to drop it, so that this memory must not be lent again.
    if (this.#onItsWay === null) return;
    giveBack(this.#onItsWay);
    this.#onItsWay = null;
    for (const fin of this.#fins ?? []) fin.resolve();
    this.#fins = null;
  }

  #untilTaken(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#fins ??= [];
      this.#fins.push({ resolve, reject });
    });
  }

  /** @param counts whether the slice on its way counts as written */
  #fail(cause: EoflabError, counts: boolean): void {
    const op = this.#release();
    if (op !== null) {
      const mine = this.#onItsWay !== null && op.handed > 0;
      const written = mine && !counts ? op.handed - this.#sliceLength : op.handed;
      op.reject(new WriteError(written, this.#owner.opError("write", cause)));
    }
    this.#next();
  }

  #release(): PendingWrite | null {
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
