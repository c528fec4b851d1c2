/**
 * Lab 08 as it is recorded from real Go: which cases, and what is kept of each. go.json beside this file holds the
 * answers (`npm run record:go` writes it); eoflab runs the same cases and must come to the same results.
 *
 * Go runs in real time, so the times here are short. What matters of them is which one comes first.
 *
 * @module
 */

import { type Outcome, outcomeOf } from "../../lib/lab/outcome.ts";
import type { Recording } from "../../lib/mod.ts";

/** The lab's id, by which labs/reference knows it too. */
export const lab = "slow-upload";

/** The knobs of a case; the lab's own. */
export interface SlowUploadKnobs {
  /** In ms. */
  readonly readTimeout: number;
  readonly size: number;
  readonly piece: number;
  readonly every: number;
}

/** There is nothing to sweep. */
export function sweeps(): [] {
  return [];
}

/** The cases: a deadline before the first piece, between pieces, before the last one, after all of them; and none. */
export function cases(): SlowUploadKnobs[] {
  const sizes = [
    { size: 1_000, piece: 200 },
    { size: 20_000, piece: 4_000 },
  ];
  return [100, 500, 900, 10_000, 0].flatMap((readTimeout) =>
    sizes.map((body) => ({ readTimeout, ...body, every: 200 })),
  );
}

/** How the connection ended is left out: both sides close it, and either may be the first. */
export function outcome(recording: Recording): Omit<Outcome, "end"> {
  const { end: _, ...rest } = outcomeOf(recording);
  return rest;
}
