/**
 * Time that passes for code that one does not know.
 *
 * A lab knows what its handler waits for, and waits for the event before it lets time pass. The server of an exercise
 * is somebody else's: its time passes from timer to timer, and before each one until nothing more happens by itself.
 *
 * @module
 */

import { settle, type VirtualClock } from "../clock.ts";
import type { Recorder } from "../trace/recorder.ts";

/** So many turns of the event loop without an event, and all that was on its way has arrived. */
const quietTurns = 5;

/**
 * Lets time pass until something is done.
 *
 * @param limit after so many ms of the clock's time it is given up
 * @returns whether it is done
 */
export async function passUntil(
  clock: VirtualClock,
  recorder: Recorder,
  done: Promise<unknown>,
  limit: number,
): Promise<boolean> {
  let isDone = false;
  const settled = (): void => {
    isDone = true;
  };
  done.then(settled, settled);
  const end = clock.now() + limit;
  for (;;) {
    await quiet(recorder, () => isDone);
    if (isDone) return true;
    const left = end - clock.now();
    if (left <= 0) return false;
    await clock.advance(Math.min(clock.untilNext ?? left, left));
  }
}

/** Waits until nothing more happens by itself. */
async function quiet(recorder: Recorder, isDone: () => boolean): Promise<void> {
  let seen = recorder.events.length;
  for (let turns = 0; turns < quietTurns && !isDone(); turns++) {
    await settle();
    if (recorder.events.length === seen) continue;
    seen = recorder.events.length;
    turns = 0;
  }
}
