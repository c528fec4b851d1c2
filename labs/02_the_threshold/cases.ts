/**
 * Lab 02 as it is recorded from real Go: every size from 0 to 4,600 in several settings, to find where the outcome
 * changes; and cases around these boundaries. go.json beside this file holds the answers (`npm run record:go` writes
 * it); eoflab must come to the same boundaries and results.
 *
 * Go runs in real time, so the times here are short. What matters of them is which one comes first.
 *
 * @module
 */

export { outcomeOf as outcome } from "../../lib/lab/outcome.ts";

/** The lab's id, by which labs/reference knows it too. */
export const lab = "the-threshold";

/** The knobs of a case; the lab's own. */
export interface ThresholdKnobs {
  /** In ms. */
  readonly writeTimeout: number;
  readonly handlerTime: number;
  readonly size: number;
  readonly writeSize: number;
  readonly pad: number;
  readonly retry: boolean;
}

/** A range of sizes, and the knobs that stay as they are. */
export interface ThresholdSweep {
  readonly knobs: Omit<ThresholdKnobs, "size">;
  readonly from: number;
  readonly to: number;
}

const late = { writeTimeout: 5, handlerTime: 40, retry: true } as const;
const inTime = { writeTimeout: 10_000, handlerTime: 0, retry: true } as const;

/** One write and many, a short header and longer ones, too late and in time. */
const settings: readonly Omit<ThresholdKnobs, "size">[] = [
  { ...late, writeSize: 0, pad: 0 },
  { ...late, writeSize: 0, pad: 1 },
  { ...late, writeSize: 0, pad: 1000 },
  { ...late, writeSize: 0, pad: 3000 },
  { ...late, writeSize: 1000, pad: 0 },
  { ...late, writeSize: 1000, pad: 3000 },
  { ...late, writeSize: 1, pad: 0 },
  { ...inTime, writeSize: 0, pad: 0 },
  { ...inTime, writeSize: 1000, pad: 0 },
];

/** The ranges in which Go looks for boundaries. */
export function sweeps(): ThresholdSweep[] {
  return settings.map((knobs) => ({ knobs, from: 0, to: 4600 }));
}

/**
 * The cases.
 *
 * @param boundaries the sizes at which an outcome differs from that of the size before, of all sweeps together
 */
export function cases(boundaries: readonly number[]): ThresholdKnobs[] {
  const near = boundaries.flatMap((b) => [b - 1, b]);
  const sizes = [...new Set([0, 200, 4000, 4096, 10_000, ...near])].sort((a, b) => a - b);
  const grid = settings.flatMap((knobs) => sizes.map((size) => ({ ...knobs, size })));
  const once = sizes.map((size) => ({ ...late, retry: false, writeSize: 0, pad: 0, size }));
  const longHeader = sizes.map((size) => ({ ...late, writeSize: 0, pad: 5000, size }));
  return [...grid, ...once, ...longHeader];
}
