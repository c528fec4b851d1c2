/**
 * A server's connection that reports what is done with it: the lanes `rwc` and `deadline`.
 *
 * A Conn itself knows nothing of a trace, so an untraced connection pays nothing for it.
 *
 * @module
 */

import type { Clock, Timer } from "../clock.ts";
import { asWriteFailure } from "../errors.ts";
import type { Trace } from "../trace/events.ts";
import type { Conn } from "./conn.ts";
import { ConnWrapper } from "./conn_wrapper.ts";

/** Which of a connection's two deadlines. */
type Which = "read" | "write";

/** Passes everything on to a connection, and reports it. */
export class TracedConn extends ConnWrapper {
  readonly #clock: Clock;
  readonly #trace: Trace;
  readonly #id: number;
  /** The deadlines that are armed, each with the timer that reports its passing; changed by set…Deadline and close. */
  readonly #armed = new Map<Which, { at: number; timer: Timer }>();
  /** How many reads and writes wait for the socket now. */
  readonly #waiting = { read: 0, write: 0 };
  /** Set by close or reset; a second one is not reported. */
  #closed = false;
  /** Set when the FIN is read. */
  #sawFin = false;

  constructor(conn: Conn, clock: Clock, trace: Trace, id: number) {
    super(conn);
    this.#clock = clock;
    this.#trace = trace;
    this.#id = id;
  }

  /** The FIN is reported once, however often it is read. */
  #reportFin(): void {
    if (!this.#sawFin) this.#trace.emit("rwc.fin", this.#id, {});
    this.#sawFin = true;
  }

  override async read(p: Uint8Array): Promise<number | null> {
    this.#waiting.read++;
    try {
      const n = await this.inner.read(p);
      if (n === null) this.#reportFin();
      else if (n > 0) this.#trace.emit("rwc.read", this.#id, { bytes: n });
      return n;
    } catch (err) {
      // That close ends the background read is no news.
      if (!this.#closed)
        this.#trace.emit("rwc.error", this.#id, { error: err instanceof Error ? err.message : String(err) });
      throw err;
    } finally {
      this.#waiting.read--;
    }
  }

  override async write(p: Uint8Array): Promise<number> {
    this.#trace.emit("rwc.write", this.#id, { bytes: p.length });
    const late = this.#late();
    this.#waiting.write++;
    try {
      const n = await this.inner.write(p);
      this.#trace.emit("rwc.wrote", this.#id, { n, error: null, late });
      return n;
    } catch (err) {
      const { n, cause } = asWriteFailure(err);
      this.#trace.emit("rwc.wrote", this.#id, { n, error: cause.message, late });
      throw err;
    } finally {
      this.#waiting.write--;
    }
  }

  override async closeWrite(): Promise<void> {
    this.#trace.emit("rwc.closeWrite", this.#id, {});
    await this.inner.closeWrite();
  }

  override close(): void {
    this.#reportClose();
    this.inner.close();
  }

  override reset(): void {
    this.#reportClose();
    this.inner.reset();
  }

  override setReadDeadline(at: number | null): void {
    this.#reportDeadline("read", at);
    this.inner.setReadDeadline(at);
  }

  override setWriteDeadline(at: number | null): void {
    this.#reportDeadline("write", at);
    this.inner.setWriteDeadline(at);
  }

  /** How long ago the write deadline passed, in ms; `null` if it has not. */
  #late(): number | null {
    const armed = this.#armed.get("write");
    const ms = armed === undefined ? -1 : this.#clock.now() - armed.at;
    return ms < 0 ? null : Math.round(ms);
  }

  #reportDeadline(which: Which, at: number | null): void {
    if (this.#closed) return;
    const before = this.#armed.get(which);
    const after = at === null ? 0 : at - this.#clock.now();
    if (at !== null) this.#trace.emit("deadline.set", this.#id, { which, after });
    // The timer of the same instant stays: so its passing is reported before what it wakes.
    if (before !== undefined && before.at === at) return;
    before?.timer.cancel();
    this.#armed.delete(which);
    if (at === null) {
      if (before !== undefined) this.#trace.emit("deadline.clear", this.#id, { which });
      return;
    }
    const timer = this.#clock.after(after, () => {
      this.#trace.emit("deadline.pass", this.#id, { which, blocked: this.#waiting[which] > 0 });
    });
    this.#armed.set(which, { at, timer });
  }

  #reportClose(): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const { timer } of this.#armed.values()) timer.cancel();
    this.#trace.emit("rwc.close", this.#id, {});
  }
}
