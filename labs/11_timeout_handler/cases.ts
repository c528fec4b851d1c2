/**
 * Lab 11 as it is recorded from real Go: which cases, and what is kept of each. go.json beside this file holds the
 * answers (`npm run record:go` writes it); eoflab runs the same cases and must come to the same results.
 *
 * Go runs in real time, so the times here are short. What matters of them is which one comes first.
 *
 * @module
 */

import { type Outcome, outcomeOf } from "../../lib/lab/outcome.ts";
import type { Recording } from "../../lib/mod.ts";

/** The lab's id, by which labs/reference knows it too. */
export const lab = "timeout-handler";

/** The knobs of a case; the lab's own. */
export interface TimeoutHandlerKnobs {
  /** In ms. */
  readonly limit: number;
  readonly writeTimeout: number;
  readonly handlerTime: number;
  readonly size: number;
}

/** Each of the three times first, second and last, and no write deadline. */
const times = [
  { limit: 50, writeTimeout: 10_000, handlerTime: 400 },
  { limit: 300, writeTimeout: 50, handlerTime: 600 },
  { limit: 10_000, writeTimeout: 50, handlerTime: 300 },
  { limit: 10_000, writeTimeout: 5_000, handlerTime: 5 },
  { limit: 50, writeTimeout: 0, handlerTime: 400 },
  { limit: 10_000, writeTimeout: 0, handlerTime: 100 },
] as const;

/** There is nothing to sweep. */
export function sweeps(): [] {
  return [];
}

/** The cases: every time with every size. */
export function cases(): TimeoutHandlerKnobs[] {
  return times.flatMap((time) => [0, 200, 5000].map((size) => ({ ...time, size })));
}

/** What the handler was told is in the log; the calls on the real ResponseWriter are timeoutHandler's own. */
export function outcome(recording: Recording): Omit<Outcome, "calls"> {
  const { calls: _, ...rest } = outcomeOf(recording);
  return rest;
}
