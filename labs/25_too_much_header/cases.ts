/**
 * Lab 25 as it is recorded from real Go: every size up to 6,000 bytes with several limits, to find where 431 begins; and
 * cases around these boundaries, headers that come in pieces, and some that never end. go.json beside this file holds the
 * answers (`npm run record:go` writes it); eoflab must come to the same boundaries and results.
 *
 * @module
 */

export { outcomeOf as outcome } from "../../lib/lab/outcome.ts";

import { sweep } from "./sweep.ts";

/** The lab's id, by which labs/reference knows it too. */
export const lab = "too-much-header";

/** The knobs of a case; the lab's own. */
export interface HeaderKnobs {
  readonly maxHeaderBytes: number;
  /** In ms. */
  readonly readHeaderTimeout: number;
  readonly size: number;
  readonly ends: boolean;
  readonly piece: number;
  readonly every: number;
}

/** A range of sizes, and the knobs that stay as they are. */
export interface HeaderSweep {
  readonly knobs: Omit<HeaderKnobs, "size">;
  readonly from: number;
  readonly to: number;
}

const whole = { readHeaderTimeout: 0, ends: true, piece: 0, every: 1 } as const;

const limits = [1, 500, 1024, 1800];

/** The ranges in which Go looks for boundaries. */
export function sweeps(): HeaderSweep[] {
  return limits.map((maxHeaderBytes) => ({
    knobs: { ...whole, maxHeaderBytes },
    from: sweep.from,
    to: sweep.to,
  }));
}

/**
 * The cases.
 *
 * @param boundaries the sizes at which an outcome differs from that of the size before, of all sweeps together
 */
export function cases(boundaries: readonly number[]): HeaderKnobs[] {
  const near = boundaries.flatMap((b) => [b - 1, b]);
  const sizes = [...new Set([sweep.from, 4096, 6_000, 20_000, ...near])].sort((a, b) => a - b);
  const grid = limits.flatMap((maxHeaderBytes) => sizes.map((size) => ({ ...whole, maxHeaderBytes, size })));
  const paced = { ...whole, maxHeaderBytes: 1024, size: 6_000, piece: 1_000, every: 5 };
  return [
    ...grid,
    paced,
    { ...paced, size: 5_120 },
    { ...paced, size: 5_121 },
    { ...paced, ends: false },
    { ...paced, ends: false, piece: 0 },
    { ...paced, every: 50, readHeaderTimeout: 125 },
    { ...paced, every: 50, readHeaderTimeout: 125, ends: false },
    { ...paced, maxHeaderBytes: 8_192 },
    { ...paced, maxHeaderBytes: 8_192, ends: false, readHeaderTimeout: 203 },
  ];
}
