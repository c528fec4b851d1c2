/**
 * Lab 27 as it is recorded from real Go: which cases, and what is kept of each. go.json beside this file holds the
 * answers (`npm run record:go` writes it); eoflab runs the same cases and must come to the same results.
 *
 * A panic's log entry goes on with a stack trace, which is another in each program: its first line only is compared.
 *
 * @module
 */

import { type Outcome, outcomeOf } from "../../lib/lab/outcome.ts";
import type { Recording } from "../../lib/mod.ts";

/** The lab's id, by which labs/reference knows it too. */
export const lab = "panic";

/** The knobs of a case; the lab's own. */
export interface PanicKnobs {
  readonly when: "before" | "after-write" | "after-flush";
  readonly thrown: "error" | "abort";
  readonly size: number;
  /** In ms. */
  readonly work: number;
}

/** What came of a run, with the first line of each log entry. */
export function outcome(recording: Recording): Outcome {
  const whole = outcomeOf(recording);
  return { ...whole, log: whole.log.map((entry) => entry.split("\n")[0] ?? "") };
}

/** There is nothing to sweep. */
export function sweeps(): [] {
  return [];
}

/** The cases: bodies that fit into both buffers, into one, and into none. */
export function cases(): PanicKnobs[] {
  return [200, 3000, 5000, 20_000].flatMap((size) =>
    (["before", "after-write", "after-flush"] as const).flatMap((when) =>
      (["error", "abort"] as const).map((thrown) => ({ when, thrown, size, work: 20 })),
    ),
  );
}
