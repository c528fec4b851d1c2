/**
 * Collects the events of a run, and lets a script wait for one of them.
 *
 * @module
 */

import type { Clock } from "../clock.ts";
import { type EventName, type EventOf, type Events, laneOf, type Trace, type TraceEvent } from "./events.ts";

/** Somebody who waits for an event. */
interface Waiter {
  readonly name: EventName;
  /** Takes the event, and says so, if it is the one that is waited for. */
  readonly take: (event: TraceEvent) => boolean;
}

/** A Trace that keeps what is reported to it. */
export class Recorder implements Trace {
  /** What was reported so far, in order; grows with every event. */
  readonly events: TraceEvent[] = [];
  /** The same, by name, as far as somebody has asked: an event that nobody asks for costs no more than its place. */
  readonly #named = new Map<EventName, TraceEvent[]>();
  /** How many of the events are in there. */
  #indexed = 0;
  readonly #clock: Clock;
  /** The clock's instant that is 0 in the recording. */
  readonly #start: number;
  /** Who waits in `saw`; each leaves when its event comes. */
  #waiters: Waiter[] = [];

  readonly #onEvent: (event: TraceEvent) => void;

  /**
   * @param clock where the events' times come from
   * @param onEvent called with each event, when it is reported
   */
  constructor(clock: Clock, onEvent: (event: TraceEvent) => void = () => {}) {
    this.#clock = clock;
    this.#onEvent = onEvent;
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
    this.#onEvent(event);
    if (this.#waiters.length > 0) this.#waiters = this.#waiters.filter((w) => !w.take(event));
  }

  /** The events of a name, in order. */
  #eventsOf(name: EventName): readonly TraceEvent[] {
    for (; this.#indexed < this.events.length; this.#indexed++) {
      const event = this.events[this.#indexed] as TraceEvent;
      const named = this.#named.get(event.name);
      if (named === undefined) this.#named.set(event.name, [event]);
      else named.push(event);
    }
    return this.#named.get(name) ?? [];
  }

  /** What is waited for, each name once. */
  get waitedFor(): EventName[] {
    return [...new Set(this.#waiters.map(({ name }) => name))];
  }

  /**
   * Resolves when an event of this name has been reported, at once if it has been already.
   *
   * @param is which of that name; any, unless given
   */
  saw<K extends EventName>(name: K, is: (event: EventOf<K>) => boolean = () => true): Promise<EventOf<K>> {
    const seen = this.#eventsOf(name).find((e) => isMatch(e, name, is));
    return seen === undefined ? this.next(name, is) : Promise.resolve(seen as EventOf<K>);
  }

  /**
   * Resolves when an event of this name is reported from now on.
   *
   * @param is which of that name; any, unless given
   */
  next<K extends EventName>(name: K, is: (event: EventOf<K>) => boolean = () => true): Promise<EventOf<K>> {
    return new Promise((resolve) => {
      this.#waiters.push({
        name,
        take: (event) => {
          if (!isMatch(event, name, is)) return false;
          resolve(event);
          return true;
        },
      });
    });
  }
}

function isMatch<K extends EventName>(
  event: TraceEvent,
  name: K,
  is: (event: EventOf<K>) => boolean,
): event is EventOf<K> {
  return event.name === name && is(event as EventOf<K>);
}
