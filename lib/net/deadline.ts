/**
 * A deadline: an absolute instant after which reads, or writes, fail until it is set anew (Go's runtime netpoll.go,
 * poll_runtime_pollSetDeadline).
 *
 * @module
 */

import type { Clock, Timer } from "../clock.ts";

/** Whose deadline it is. */
export interface DeadlineOwner {
  /** Wakes what is blocked: the instant has passed. */
  deadlinePassed(): void;
}

/**
 * One deadline of a connection.
 *
 * A server sets two deadlines for each request and hardly ever meets one, so that timers are what costs: none is
 * started until something blocks, and one that runs is left alone while the deadline moves away from it. When it
 * fires too early, it is started again for the rest, if something still waits.
 */
export class Deadline {
  readonly #clock: Clock;
  readonly #owner: DeadlineOwner;
  /** The instant; changes in `set`. */
  #at: number | null = null;
  /** Whether the timer of this very instant has fired, whatever the clock's fractions say; cleared by `set`. */
  #fired = false;
  /** Whether something is blocked: from `watch` until `unwatch` or the wake. */
  #watched = false;
  /** Runs from the first time that something blocks before an instant, until it fires or `stop`. */
  #timer: Timer | null = null;
  /** When the timer fires: never later than the instant of what is blocked. */
  #timerAt = 0;

  /** @param owner told when the instant passes while something is blocked */
  constructor(clock: Clock, owner: DeadlineOwner) {
    this.#clock = clock;
    this.#owner = owner;
  }

  /** Whether the instant has passed; the instant itself counts as passed. */
  get expired(): boolean {
    return this.#at !== null && (this.#fired || this.#clock.now() >= this.#at);
  }

  /**
   * Sets the instant. What is blocked wakes at the new one; at once if that is past.
   *
   * @param at an instant of the clock, in ms, or `null` for none
   * @throws RangeError for NaN, which would be no instant and never pass
   */
  set(at: number | null): void {
    if (Number.isNaN(at)) throw new RangeError("a deadline is an instant in ms, or null; this one is NaN");
    this.#at = at;
    this.#fired = false;
    if (this.#watched) this.#arm();
  }

  /** Something blocks from now on: wake it when the instant passes. If it has passed, that is now. */
  watch(): void {
    this.#watched = true;
    this.#arm();
  }

  /** Nothing is blocked any more. */
  unwatch(): void {
    this.#watched = false;
  }

  /** The connection is closed: no timer is left behind. */
  stop(): void {
    this.#at = null;
    this.#watched = false;
    this.#timer?.cancel();
    this.#timer = null;
  }

  #arm(): void {
    const at = this.#at;
    if (at === null || (this.#timer !== null && this.#timerAt <= at)) return;
    this.#timer?.cancel();
    this.#timer = null;
    const left = at - this.#clock.now();
    if (left <= 0) {
      this.#pass();
      return;
    }
    this.#timerAt = at;
    this.#timer = this.#clock.after(left, () => this.#fire());
  }

  #fire(): void {
    this.#timer = null;
    this.#fired = this.#timerAt === this.#at;
    if (!this.#watched) return;
    if (this.expired) this.#pass();
    else this.#arm();
  }

  #pass(): void {
    this.#watched = false;
    this.#owner.deadlinePassed();
  }
}
