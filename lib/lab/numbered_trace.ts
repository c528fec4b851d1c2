/**
 * Numbers the connections of all clients of a run in the order in which they dial, which is the order in which the
 * server accepts them: so that both ends of a connection have one number in the recording.
 *
 * @module
 */

import type { EventName, Events, Trace } from "../trace/events.ts";

/** Gives out numbers, from 1. */
export class Numbers {
  #last = 0;

  next(): number {
    return ++this.#last;
  }
}

/** The trace of one client, which counts its own connections from 1. */
export class NumberedTrace implements Trace {
  readonly #trace: Trace;
  readonly #numbers: Numbers;
  /** The run's numbers of this client's connections; grows with each dial. */
  readonly #conns = new Map<number, number>();
  /** The number of the connection that did something last; 1 before any has. */
  #last = 1;

  constructor(trace: Trace, numbers: Numbers) {
    this.#trace = trace;
    this.#numbers = numbers;
  }

  emit<K extends EventName>(name: K, conn: number, facts: Events[K]): void {
    if (name === "client.dial") this.#conns.set(conn, this.#numbers.next());
    this.#last = this.#conns.get(conn) ?? conn;
    this.#trace.emit(name, this.#last, facts);
  }

  /** Reports something of the connection that did something last. */
  emitLast<K extends EventName>(name: K, facts: Events[K]): void {
    this.#trace.emit(name, this.#last, facts);
  }
}
