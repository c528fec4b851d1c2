/**
 * Numbers of several rounds: their median, and how far they spread.
 *
 * @module
 */

/** One number of several rounds. */
export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

/** @param numbers at least one */
export function spreadOf(numbers: readonly number[]): Spread {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  const lower = sorted.length % 2 === 1 ? upper : (sorted[middle - 1] ?? Number.NaN);
  return { median: (lower + upper) / 2, min: sorted[0] ?? Number.NaN, max: sorted.at(-1) ?? Number.NaN };
}

/**
 * The ratios of two rows of numbers, round by round: what disturbed a round disturbed both.
 *
 * @returns `null` where a number is missing, or would divide by nothing
 */
export function ratios(above: readonly number[], below: readonly number[]): Spread | null {
  if (above.length === 0 || above.length !== below.length) return null;
  const all = above.map((n, i) => n / (below[i] ?? 0));
  return all.every(Number.isFinite) ? spreadOf(all) : null;
}
