/**
 * Lab 05 as it is recorded from real Go: which cases, and what is kept of each. go.json beside this file holds the
 * answers (`npm run record:go` writes it); eoflab runs the same cases and must come to the same results.
 *
 * Go runs in real time, so the times here are short. What matters of them is which one comes first.
 *
 * @module
 */

export { outcomeOf as outcome } from "../../lib/lab/outcome.ts";

/** The lab's id, by which labs/reference knows it too. */
export const lab = "no-error-at-all";

/** The knobs of a case; the lab's own. */
export interface NoErrorKnobs {
  /** In ms. */
  readonly writeTimeout: number;
  readonly handlerTime: number;
  readonly first: number;
  readonly second: number;
  readonly proto: "1.0" | "1.1";
  readonly framing: "none" | "content-length" | "identity";
}

/** The deadline passes between the halves, after both, and not at all. The first half has ample time. */
const times = [
  { writeTimeout: 250, handlerTime: 300 },
  { writeTimeout: 10_000, handlerTime: 5 },
  { writeTimeout: 0, handlerTime: 30 },
] as const;

const halves = [
  { first: 1000, second: 1000 },
  { first: 1000, second: 5000 },
  { first: 5000, second: 1000 },
  { first: 1000, second: 0 },
] as const;

/** There is nothing to sweep. */
export function sweeps(): [] {
  return [];
}

/** The cases: every time with every pair of halves, in both versions, framed in each way. */
export function cases(): NoErrorKnobs[] {
  return times.flatMap((time) =>
    halves.flatMap((half) =>
      (["1.0", "1.1"] as const).flatMap((proto) =>
        (["none", "content-length", "identity"] as const).map((framing) => ({
          ...time,
          ...half,
          proto,
          framing,
        })),
      ),
    ),
  );
}
