/**
 * Lab 06 as it is recorded from real Go: which cases, and what is kept of each. go.json beside this file holds the
 * answers (`npm run record:go` writes it); eoflab runs the same cases and must come to the same results. The
 * middleware's lines are in the server's log.
 *
 * Go runs in real time, so the times here are short. What matters of them is which one comes first.
 *
 * @module
 */

export { outcomeOf as outcome } from "../../lib/lab/outcome.ts";

/** The lab's id, by which labs/reference knows it too. */
export const lab = "tell-the-truth";

/** The knobs of a case; the lab's own. */
export interface TruthKnobs {
  /** In ms. */
  readonly writeTimeout: number;
  readonly handlerTime: number;
  readonly size: number;
  readonly middleware: "flush" | "plain" | "none";
}

/** Too late, in time, and without a deadline. */
const times = [
  { writeTimeout: 5, handlerTime: 40 },
  { writeTimeout: 10_000, handlerTime: 0 },
  { writeTimeout: 0, handlerTime: 10 },
] as const;

/** Around the sizes at which lab 02 found that something changes, and on either side of all of them. */
const sizes = [0, 200, 2048, 2049, 3964, 3965, 3967, 5000] as const;

/** There is nothing to sweep. */
export function sweeps(): [] {
  return [];
}

/** The cases: every time with every size behind each middleware. */
export function cases(): TruthKnobs[] {
  return times.flatMap((time) =>
    sizes.flatMap((size) =>
      (["flush", "plain", "none"] as const).map((middleware) => ({ ...time, size, middleware })),
    ),
  );
}
