/**
 * Lab 10 as it is recorded from real Go: which cases, and what is kept of each. go.json beside this file holds the
 * answers (`npm run record:go` writes it); eoflab runs the same cases and must come to the same results.
 *
 * Go runs in real time, so the times here are short. What matters of them is which one comes first.
 *
 * @module
 */

export { outcomeOf as outcome } from "../../lib/lab/outcome.ts";

/** The lab's id, by which labs/reference knows it too. */
export const lab = "longer-please";

/** The knobs of a case; the lab's own. */
export interface LongerPleaseKnobs {
  /** In ms. */
  readonly writeTimeout: number;
  readonly events: number;
  readonly every: number;
  readonly extend: "never" | "once" | "each";
  readonly extra: number;
}

/** There is nothing to sweep. */
export function sweeps(): [] {
  return [];
}

/** The cases: strict, lenient and no deadlines, moved in each way, for streams that are over before and after. */
export function cases(): LongerPleaseKnobs[] {
  return [500, 10_000, 0].flatMap((writeTimeout) =>
    [2, 5].flatMap((events) =>
      (["never", "once", "each"] as const).map((extend) => ({
        writeTimeout,
        events,
        every: 200,
        extend,
        extra: 700,
      })),
    ),
  );
}
