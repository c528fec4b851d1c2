/**
 * The reads and writes of a server's connection, reported: the lane `rwc`. What is there or is taken at once costs no
 * promise here either.
 *
 * @module
 */

import { asWriteFailure } from "../errors.ts";
import type { MaybePromise, Waiter } from "../io.ts";
import type { Trace } from "../trace/events.ts";
import type { DirectConn } from "./conn.ts";

/** Passes reads and writes on, and reports them. */
export class TracedHalves implements DirectConn {
  /** How many reads and writes wait for the socket now. */
  readonly waiting = { read: 0, write: 0 };
  /** Set by who closes the connection: what fails then is no news. */
  closed = false;
  readonly #inner: DirectConn;
  readonly #trace: Trace;
  readonly #id: number;
  readonly #late: () => number | null;
  /** Set when the FIN is read. */
  #sawFin = false;

  /**
   * @param inner the reads and writes that are passed on
   * @param id the connection's number in the trace
   * @param late how long ago the write deadline passed, in ms; `null` if it has not
   */
  constructor(inner: DirectConn, trace: Trace, id: number, late: () => number | null) {
    this.#inner = inner;
    this.#trace = trace;
    this.#id = id;
    this.#late = late;
  }

  read(p: Uint8Array): MaybePromise<number | null> {
    this.waiting.read++;
    const reading = this.#inner.read(p);
    if (!(reading instanceof Promise)) return this.#readEnded(reading);
    return reading.then(
      (n) => this.#readEnded(n),
      (err) => {
        this.#readFailed(err);
        throw err;
      },
    );
  }

  readFor(waiter: Waiter<number | null>, memory: () => Uint8Array, max?: number): void {
    this.waiting.read++;
    const reported = {
      resolve: (n: number | null) => waiter.resolve(this.#readEnded(n)),
      reject: (err: unknown) => {
        this.#readFailed(err);
        waiter.reject(err);
      },
    };
    this.#inner.readFor(reported, memory, max);
  }

  #readEnded(n: number | null): number | null {
    this.waiting.read--;
    if (n === null) this.#reportFin();
    else if (n > 0) this.#trace.emit("rwc.read", this.#id, { bytes: n });
    return n;
  }

  #readFailed(err: unknown): void {
    this.waiting.read--;
    if (this.closed) return;
    this.#trace.emit("rwc.error", this.#id, { error: err instanceof Error ? err.message : String(err) });
  }

  /** The FIN is reported once, however often it is read. */
  #reportFin(): void {
    if (!this.#sawFin) this.#trace.emit("rwc.fin", this.#id, {});
    this.#sawFin = true;
  }

  write(p: Uint8Array): MaybePromise<number> {
    this.#trace.emit("rwc.write", this.#id, { bytes: p.length });
    const late = this.#late();
    this.waiting.write++;
    const writing = this.#inner.write(p);
    if (writing instanceof Promise) return this.#written(writing, late);
    this.#wrote(writing, null, late);
    return writing;
  }

  async #written(writing: Promise<number>, late: number | null): Promise<number> {
    try {
      const n = await writing;
      this.#wrote(n, null, late);
      return n;
    } catch (err) {
      const { n, cause } = asWriteFailure(err);
      this.#wrote(n, cause.message, late);
      throw err;
    }
  }

  #wrote(n: number, error: string | null, late: number | null): void {
    this.waiting.write--;
    this.#trace.emit("rwc.wrote", this.#id, { n, error, late });
  }
}
