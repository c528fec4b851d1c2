/**
 * Lab 22 as it is recorded from real Go: which cases, and what is kept of each. go.json beside this file holds the
 * answers (`npm run record:go` writes it); eoflab runs the same cases and must come to the same results.
 *
 * Go runs in real time, so its handler works for a moment only.
 *
 * @module
 */

export { outcomeOf as outcome } from "../../lib/lab/outcome.ts";

/** The lab's id, by which labs/reference knows it too. */
export const lab = "length-lies";

/** The knobs of a case; the lab's own. */
export interface LengthLiesKnobs {
  readonly declared: number;
  readonly written: number;
  readonly pieces: number;
  readonly flush: boolean;
  /** In ms. */
  readonly work: number;
}

/** The defaults first; then what is too little, right, too much, and far more than the buffers hold. */
const lengths = [
  { declared: 1500, written: 1000, pieces: 2 },
  { declared: 1000, written: 1000, pieces: 2 },
  { declared: 800, written: 1000, pieces: 2 },
  { declared: 500, written: 1000, pieces: 2 },
  { declared: 500, written: 1000, pieces: 1 },
  { declared: 0, written: 1000, pieces: 2 },
  { declared: 1500, written: 0, pieces: 1 },
  { declared: 0, written: 0, pieces: 1 },
  { declared: 10_000, written: 9_000, pieces: 3 },
  { declared: 9_000, written: 10_000, pieces: 3 },
] as const;

/** There is nothing to sweep. */
export function sweeps(): [] {
  return [];
}

/** The cases: all lengths, flushed and not. */
export function cases(): LengthLiesKnobs[] {
  return lengths.flatMap((length) => [true, false].map((flush) => ({ ...length, flush, work: 20 })));
}
