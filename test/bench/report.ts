/**
 * The bench's numbers: medians with their spread, as a table.
 *
 * @module
 */

/** One number of several rounds. */
export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

/** What one server did in one case, over all rounds. */
export interface Row {
  readonly case: string;
  readonly peer: string;
  /** Requests a second. */
  readonly rate: Spread;
  /** Its rate over the yardstick's of the same round. `null` if that was not run. */
  readonly ratio: Spread | null;
  /** Processor time of the server for a request, in µs: wavers less than the rate on a machine that is shared. */
  readonly cpu: Spread;
  /** In ms. */
  readonly p99: Spread;
  readonly errors: number;
}

/** @param numbers at least one */
export function spreadOf(numbers: readonly number[]): Spread {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  const lower = sorted.length % 2 === 1 ? upper : (sorted[middle - 1] ?? Number.NaN);
  return { median: (lower + upper) / 2, min: sorted[0] ?? Number.NaN, max: sorted.at(-1) ?? Number.NaN };
}

/** @param yardstick whom the ratios are to */
export function table(rows: readonly Row[], yardstick: string): string {
  const head = ["case", "server", "req/s", `times ${yardstick} (min..max)`, "CPU µs", "p99 ms", "errors"];
  const lines = rows.map((row) => [
    row.case,
    row.peer,
    row.rate.median.toFixed(0),
    row.ratio === null ? "" : `${two(row.ratio.median)} (${two(row.ratio.min)}..${two(row.ratio.max)})`,
    row.cpu.median.toFixed(1),
    row.p99.median.toFixed(1),
    row.errors === 0 ? "" : String(row.errors),
  ]);
  const widths = head.map((name, i) => Math.max(name.length, ...lines.map((line) => line[i]?.length ?? 0)));
  const show = (line: readonly string[]): string =>
    line
      .map((cell, i) => (i < 2 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0)))
      .join("  ")
      .trimEnd();
  return [head, ...lines].map(show).join("\n");
}

function two(n: number): string {
  return n.toFixed(2);
}
