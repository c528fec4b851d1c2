/**
 * Time, as everything in eoflab sees it. Whoever reads the time or waits is given a Clock; nobody calls
 * setTimeout or Date.now but this file. So the same server runs in real time, ten times as fast, or on a clock
 * that moves only when it is told to.
 *
 * @module
 */

/** Something that was asked to happen later, and can be called off. */
export interface Timer {
  cancel(): void;
  /** Lets the process end before it fires, if nothing else keeps it alive. */
  unref(): void;
}

/** Where the time comes from. All times and durations are in milliseconds. */
export interface Clock {
  /** The present instant, in ms since some fixed point. It never goes back. Deadlines are such instants. */
  now(): number;
  /** The date, for the Date header and for people. */
  date(): Date;
  /** Calls `fn` once, when `ms` have passed. */
  after(ms: number, fn: () => void): Timer;
  /** Resolves when `ms` have passed. */
  sleep(ms: number): Promise<void>;
}

/** The longest delay that setTimeout takes; a longer one would fire at once. */
const longestTimeout = 2 ** 31 - 1;

/** The machine's clock, or the machine's clock made faster or slower. */
class SystemClock implements Clock {
  readonly #speed: number;
  readonly #startedAt = performance.now();
  readonly #startDate = Date.now();

  constructor(speed: number) {
    this.#speed = speed;
  }

  now(): number {
    return (performance.now() - this.#startedAt) * this.#speed;
  }

  date(): Date {
    return this.#speed === 1 ? new Date() : new Date(this.#startDate + this.now());
  }

  after(ms: number, fn: () => void): Timer {
    const due = this.now() + ms;
    let isRef = true;
    let handle: ReturnType<typeof setTimeout>;
    const set = (left: number): void => {
      handle = setTimeout(wait, Math.min(left, longestTimeout));
      if (!isRef) unref(handle);
    };
    const wait = (): void => {
      const left = Math.ceil((due - this.now()) / this.#speed);
      if (left <= 0) fn();
      else set(left);
    };
    set(Math.max(ms / this.#speed, 0));
    return {
      cancel: () => clearTimeout(handle),
      unref: () => {
        isRef = false;
        unref(handle);
      },
    };
  }

  sleep(ms: number): Promise<void> {
    return new Promise((resolve) => {
      this.after(ms, resolve);
    });
  }
}

/** Where a timer is a number, as in browsers, it has no unref. */
function unref(handle: unknown): void {
  (handle as { unref?: () => void }).unref?.();
}

/** The machine's own time. */
export const systemClock: Clock = new SystemClock(1);

/**
 * The machine's time, `speed` times as fast: on a clock of speed 10, ten seconds take one.
 *
 * @param speed above 0
 */
export function fastClock(speed: number): Clock {
  return new SystemClock(speed);
}

/** What a VirtualClock was asked to do later. */
interface Pending {
  readonly at: number;
  readonly fn: () => void;
}

/**
 * A clock that stands still until `advance` moves it. Sixty seconds pass in the time that the work in them
 * takes, and a run is the same every time.
 */
export class VirtualClock implements Clock {
  /** ms since the clock was made; moves only in `advance`. */
  #now = 0;
  /** What `date` says at 0. */
  readonly #epoch: number;
  /** Timers not yet due, in the order in which they were set. */
  readonly #pending = new Set<Pending>();

  /** @param epoch the date at which this clock starts */
  constructor(epoch: Date = new Date(Date.UTC(2026, 0, 1))) {
    this.#epoch = epoch.getTime();
  }

  now(): number {
    return this.#now;
  }

  date(): Date {
    return new Date(this.#epoch + this.#now);
  }

  after(ms: number, fn: () => void): Timer {
    const pending: Pending = { at: this.#now + Math.max(ms, 0), fn };
    this.#pending.add(pending);
    return { cancel: () => this.#pending.delete(pending), unref: () => {} };
  }

  sleep(ms: number): Promise<void> {
    return new Promise((resolve) => {
      this.after(ms, resolve);
    });
  }

  /** How many timers are waiting: 0 when nothing was left behind. */
  get pending(): number {
    return this.#pending.size;
  }

  /** How long it is until the next timer is due, in ms; `null` when none is waiting. */
  get untilNext(): number | null {
    const next = this.#next(Number.POSITIVE_INFINITY);
    return next === null ? null : Math.max(next.at - this.#now, 0);
  }

  /**
   * Moves the clock on by `ms`, after all that is awake has run. Timers fire in the order of their times, each at its
   * own instant, and what they wake runs before the next one fires, as far as it needs no packet to arrive: whoever
   * waits for the network advances in steps, with a wait for an event between them.
   */
  async advance(ms: number): Promise<void> {
    const target = this.#now + ms;
    await settle();
    for (let next = this.#next(target); next !== null; next = this.#next(target)) {
      this.#pending.delete(next);
      this.#now = Math.max(this.#now, next.at);
      next.fn();
      await settle();
    }
    this.#now = Math.max(this.#now, target);
    await settle();
  }

  /**
   * Moves the clock on as a computation does that lets nobody else run: no timer fires before it is over. Those that
   * are due by then fire at the next `advance`, late.
   */
  block(ms: number): void {
    this.#now += ms;
  }

  /** The earliest timer due by `target`; of two at one instant, the one that was set first. */
  #next(target: number): Pending | null {
    let first: Pending | null = null;
    for (const p of this.#pending) {
      if (p.at <= target && (first === null || p.at < first.at)) first = p;
    }
    return first;
  }
}

/** Lets everything run that is ready to run: one turn of the event loop. */
export function settle(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, 0);
  });
}

/**
 * The wall clock to the microsecond, for what is compared with the times of other programs on this machine. Date.now() is
 * cut to milliseconds, but the instant at which it ticks is known exactly. Takes up to 5 ms.
 *
 * @returns a clock that says the ms since 1970, with fractions
 */
export function wallClock(): () => number {
  let offset = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < 4; i++) {
    const before = Date.now();
    let tick = before;
    while (tick === before) tick = Date.now();
    // Whoever is interrupted between the two looks too late, never too early: the largest is the best.
    offset = Math.max(offset, tick - performance.now());
  }
  return () => performance.now() + offset;
}
