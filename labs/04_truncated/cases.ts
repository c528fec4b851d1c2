/**
 * Lab 04 as it is recorded from real Go: which cases, and what is kept of each. go.json beside this file holds the
 * answers (`npm run record:go` writes it); eoflab runs the same cases and must come to the same results.
 *
 * Go runs in real time, so the times here are short. What matters of them is which one comes first.
 *
 * @module
 */

export { outcomeOf as outcome } from "../../lib/lab/outcome.ts";

/** The lab's id, by which labs/reference knows it too. */
export const lab = "truncated";

/** The knobs of a case; the lab's own. */
export interface TruncatedKnobs {
  /** In ms. */
  readonly writeTimeout: number;
  readonly handlerTime: number;
  readonly first: number;
  readonly second: number;
  readonly framing: "chunked" | "content-length";
  readonly flush: boolean;
}

/** The deadline passes between the halves, after both, and not at all. The first half has ample time. */
const times = [
  { writeTimeout: 250, handlerTime: 300 },
  { writeTimeout: 10_000, handlerTime: 5 },
  { writeTimeout: 0, handlerTime: 30 },
] as const;

/** Halves that fit into the buffers, and such as do not; one that is not there. */
const halves = [
  { first: 1000, second: 1000 },
  { first: 1000, second: 5000 },
  { first: 5000, second: 1000 },
  { first: 0, second: 1000 },
  { first: 1000, second: 0 },
] as const;

/** There is nothing to sweep. */
export function sweeps(): [] {
  return [];
}

/** The cases: every time with every pair of halves, framed and flushed in each way. */
export function cases(): TruncatedKnobs[] {
  return times.flatMap((time) =>
    halves.flatMap((half) =>
      (["chunked", "content-length"] as const).flatMap((framing) =>
        [true, false].map((flush) => ({ ...time, ...half, framing, flush })),
      ),
    ),
  );
}
