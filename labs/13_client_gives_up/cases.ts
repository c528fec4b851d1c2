/**
 * Lab 13 as it is recorded from real Go: which cases, and what is kept of each. go.json beside this file holds the
 * answers (`npm run record:go` writes it); eoflab runs the same cases and must come to the same results.
 *
 * Go runs in real time, so the times here are short. What matters of them is which one comes first.
 *
 * @module
 */

import { type Call, type Outcome, outcomeOf } from "../../lib/lab/outcome.ts";
import type { Recording } from "../../lib/mod.ts";

/** The lab's id, by which labs/reference knows it too. */
export const lab = "client-gives-up";

/** The knobs of a case; the lab's own. */
export interface GivesUpKnobs {
  /** In ms. */
  readonly clientTimeout: number;
  readonly handlerTime: number;
  readonly size: number;
  readonly watch: boolean;
}

/** What is compared: how the connection ended is the client's own doing, and no header is read by anybody. */
export interface GivesUpOutcome {
  readonly calls: readonly Call[];
  readonly client: Outcome["client"];
  /** Whether the request's context was cancelled while the handler worked. */
  readonly aborted: boolean;
  /** Whether the handler worked to its end. */
  readonly finished: boolean;
  readonly log: readonly string[];
}

/** The client gives up first, the handler is done first, and nobody is in a hurry. */
const times = [
  { clientTimeout: 100, handlerTime: 300 },
  { clientTimeout: 10_000, handlerTime: 5 },
  { clientTimeout: 0, handlerTime: 30 },
] as const;

/** There is nothing to sweep. */
export function sweeps(): [] {
  return [];
}

/** The cases: every time with every size, watched and not. */
export function cases(): GivesUpKnobs[] {
  return times.flatMap((time) =>
    [0, 200, 3000].flatMap((size) => [false, true].map((watch) => ({ ...time, size, watch }))),
  );
}

/** What both sides were told. */
export function outcome(recording: Recording): GivesUpOutcome {
  const { calls, client, log } = outcomeOf(recording);
  return {
    calls,
    client,
    aborted: recording.first("handler.abort") !== undefined,
    finished: recording.first("handler.wake") !== undefined,
    log,
  };
}
