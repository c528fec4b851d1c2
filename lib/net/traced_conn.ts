/**
 * A server's connection that reports what is done with it: the lanes `rwc` (its reads and writes in
 * traced_halves.ts) and `deadline`.
 *
 * A Conn itself knows nothing of a trace, so an untraced connection pays nothing for it.
 *
 * @module
 */

import type { Clock, Timer } from "../clock.ts";
import type { Trace } from "../trace/events.ts";
import type { Conn, DirectConn } from "./conn.ts";
import { ConnWrapper } from "./conn_wrapper.ts";
import { TracedHalves } from "./traced_halves.ts";

/** Which of a connection's two deadlines. */
type Which = "read" | "write";

/** Passes everything on to a connection, and reports it. */
export class TracedConn extends ConnWrapper {
  readonly #clock: Clock;
  readonly #trace: Trace;
  readonly #id: number;
  /** The deadlines that are armed, each with the timer that reports its passing; changed by set…Deadline and close. */
  readonly #armed = new Map<Which, { at: number; timer: Timer }>();
  /** The reads and writes; they know whether the connection was closed. */
  readonly #halves: TracedHalves;

  constructor(conn: Conn, clock: Clock, trace: Trace, id: number) {
    super(conn);
    this.#clock = clock;
    this.#trace = trace;
    this.#id = id;
    this.#halves = new TracedHalves(conn.direct, trace, id, () => this.#late());
  }

  override get direct(): DirectConn {
    return this.#halves;
  }

  override read(p: Uint8Array): Promise<number | null> {
    return Promise.resolve(this.#halves.read(p));
  }

  override write(p: Uint8Array): Promise<number> {
    return Promise.resolve(this.#halves.write(p));
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
    if (this.#halves.closed) return;
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
      this.#trace.emit("deadline.pass", this.#id, { which, blocked: this.#halves.waiting[which] > 0 });
    });
    this.#armed.set(which, { at, timer });
  }

  #reportClose(): void {
    if (this.#halves.closed) return;
    this.#halves.closed = true;
    for (const { timer } of this.#armed.values()) timer.cancel();
    this.#trace.emit("rwc.close", this.#id, {});
  }
}
