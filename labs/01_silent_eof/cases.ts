/**
 * Lab 01 as it is recorded from real Go: which cases, and what is kept of each. go.json beside this file holds the
 * answers (`npm run record:go` writes it); eoflab runs the same cases and must come to the same results.
 *
 * Go runs in real time, so the times here are short. What matters of them is which one comes first.
 *
 * @module
 */

import type { Outcome } from "../../lib/lab/outcome.ts";

export { outcomeOf as outcome } from "../../lib/lab/outcome.ts";

/** The lab's id, by which labs/reference knows it too. */
export const lab = "silent-eof";

/** The knobs of a case. Durations are in ms. */
export interface SilentEofKnobs {
  /** The server's WriteTimeout; 0 is none. */
  readonly writeTimeout: number;
  /** How long the handler works before it writes. */
  readonly handlerTime: number;
  /** Bytes of the body. */
  readonly size: number;
  /** Bytes per write, the last one having what is left; 0 is all in one. An empty body is one empty write. */
  readonly writeSize: number;
  /** Whether the handler flushes after its writes, through the ResponseController. */
  readonly flush: boolean;
  /** `text`: byte i is `a` + i mod 26. `random`: the low bytes of xorshift32 (13, 17, 5), taken after each step. */
  readonly body: "text" | "random";
  /** What a random body is made from, a number of 32 bits; 0 counts as 1. */
  readonly seed: number;
}

/** What is kept of a case: what eoflab's own run is reduced to as well. */
export interface SilentEofResult extends Outcome {
  readonly knobs: SilentEofKnobs;
}

/** A range of sizes that Go runs one by one, to find where the outcome changes. */
export interface SilentEofSweep {
  readonly knobs: Omit<SilentEofKnobs, "size">;
  readonly from: number;
  readonly to: number;
}

/** The deadline passes while the handler works, and while it does not. */
const times = [
  { writeTimeout: 5, handlerTime: 40 },
  { writeTimeout: 10_000, handlerTime: 0 },
] as const;
const writeSizes = [0, 1000, 1] as const;
const flushes = [false, true] as const;
const text = { body: "text", seed: 1 } as const;

/** Sizes that are of interest wherever the boundaries may lie. */
const sizes = [0, 1, 200, 5000, 10_000, 65_536, 100_000] as const;

/** The ranges in which Go looks for boundaries: past both buffers, and past a chunk of each. */
export function sweeps(): SilentEofSweep[] {
  return times.flatMap((time) =>
    writeSizes.flatMap((writeSize) =>
      flushes.map((flush) => ({ knobs: { ...time, writeSize, flush, ...text }, from: 0, to: 4600 })),
    ),
  );
}

/**
 * The cases.
 *
 * @param boundaries the sizes at which an outcome differs from that of the size before, of all sweeps together
 */
export function cases(boundaries: readonly number[]): SilentEofKnobs[] {
  const near = boundaries.flatMap((b) => [b - 1, b, b + 1]);
  const all = [...new Set([...sizes, ...near])].sort((a, b) => a - b);
  const grid = times.flatMap((time) =>
    writeSizes.flatMap((writeSize) =>
      flushes.flatMap((flush) => all.map((size) => ({ ...time, size, writeSize, flush, ...text }))),
    ),
  );
  return [...grid, ...presets(), ...withoutDeadline(), ...randomBodies(near)];
}

/** The story (10 s, 60 s, 200 bytes) at a hundredth of its time, the demo (0.5 s, 1 s, random bytes) at a tenth. */
function presets(): SilentEofKnobs[] {
  return flushes.flatMap((flush): SilentEofKnobs[] => [
    { writeTimeout: 100, handlerTime: 600, size: 200, writeSize: 0, flush, ...text },
    { writeTimeout: 50, handlerTime: 100, size: 200, writeSize: 0, flush, body: "random", seed: 1 },
  ]);
}

/** The same wait with no WriteTimeout: the handler's slowness alone harms nothing. */
function withoutDeadline(): SilentEofKnobs[] {
  return [200, 5000].map((size) => ({
    writeTimeout: 0,
    handlerTime: 40,
    size,
    writeSize: 0,
    flush: false,
    ...text,
  }));
}

/** A random body is sniffed as another Content-Type, whose length moves the boundaries; and it has every byte. */
function randomBodies(near: readonly number[]): SilentEofKnobs[] {
  const some = [...new Set([1, 200, ...near, 5000])].sort((a, b) => a - b);
  const grid = times.flatMap((time) =>
    some.map(
      (size): SilentEofKnobs => ({ ...time, size, writeSize: 0, flush: false, body: "random", seed: 1 }),
    ),
  );
  const seeds = [0, 2, 0xffff_ffff].map(
    (seed): SilentEofKnobs => ({
      ...times[1],
      size: 5000,
      writeSize: 1000,
      flush: false,
      body: "random",
      seed,
    }),
  );
  return [...grid, ...seeds];
}
