/**
 * Collects the events of a run, and lets a script wait for one of them.
 *
 * @module
 */

import type { Clock } from "../clock.ts";
import { type EventName, type EventOf, type Events, laneOf, type Trace, type TraceEvent } from "./events.ts";

/** Somebody who waits for an event. */
interface Waiter {
  /** Takes the event, and says so, if it is the one that is waited for. */
  readonly take: (event: TraceEvent) => boolean;
}

/** A Trace that keeps what is reported to it. */
export class Recorder implements Trace {
  /** What was reported so far, in order; grows with every event. */
  readonly events: TraceEvent[] = [];
  readonly #clock: Clock;
  /** The clock's instant that is 0 in the recording. */
  readonly #start: number;
  /** Who waits in `saw`; each leaves when its event comes. */
  #waiters: Waiter[] = [];

  /** @param clock where the events' times come from */
  constructor(clock: Clock) {
    this.#clock = clock;
    this.#start = clock.now();
  }

  emit<K extends EventName>(name: K, conn: number, facts: Events[K]): void {
    const event = {
      seq: this.events.length + 1,
      t: Math.round((this.#clock.now() - this.#start) * 1000) / 1000,
      lane: laneOf(name),
      conn,
      name,
      ...facts,
    } as unknown as TraceEvent;
    this.events.push(event);
    if (this.#waiters.length > 0) this.#waiters = this.#waiters.filter((w) => !w.take(event));
  }

  /**
   * Resolves when an event of this name has been reported, at once if it has been already.
   *
   * @param is which of that name; any, unless given
   */
  saw<K extends EventName>(name: K, is: (event: EventOf<K>) => boolean = () => true): Promise<EventOf<K>> {
    const matches = (e: TraceEvent): e is EventOf<K> => e.name === name && is(e as EventOf<K>);
    const seen = this.events.find(matches);
    if (seen !== undefined) return Promise.resolve(seen);
    return new Promise((resolve) => {
      this.#waiters.push({
        take: (event) => {
          if (!matches(event)) return false;
          resolve(event);
          return true;
        },
      });
    });
  }
}
