/**
 * What a server in the place of eoflab's does not tell: a scenario that waits for it goes on after a while, as somebody does
 * who has only this server to look at.
 *
 * @module
 */

import type { Clock } from "../clock.ts";
import type { EventName, EventOf } from "../trace/events.ts";

/** How long is waited, in ms: the first times, and when it is plain that such things are not told. */
const patience = { first: 400, later: 20 } as const;
/** How often it is the first. */
const firstTimes = 4;

/** The waiting of one run. */
export class Untold {
  readonly #clock: Clock;
  readonly #names = new Set<EventName>();
  #times = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** What was waited for in vain. */
  get names(): readonly EventName[] {
    return [...this.#names];
  }

  /** Waits, for what clients and handlers do as long as it takes; for what the server does, only so long. */
  waitFor<E extends EventName>(name: E, told: Promise<EventOf<E>>): Promise<EventOf<E>> {
    if (/^(client|handler)\./.test(name)) return told;
    return new Promise((resolve) => {
      const ms = this.#times < firstTimes ? patience.first : patience.later;
      const timer = this.#clock.after(ms, () => {
        this.#times++;
        this.#names.add(name);
        resolve({ name } as EventOf<E>);
      });
      void told.then((event) => {
        timer.cancel();
        resolve(event);
      });
    });
  }
}
