/**
 * Lab 23 as it is recorded from real Go: a panic after each row, and a whole answer that is cut at each of its last
 * bytes. go.json beside this file holds the answers (`npm run record:go` writes it); eoflab runs the same cases and must
 * come to the same results.
 *
 * @module
 */

import { logged } from "../../lib/lab/outcome.ts";
import { addressNames, type Recording } from "../../lib/mod.ts";
import { rows } from "./rows.ts";
import { got, result, trailer } from "./seen.ts";

/** The lab's id, by which labs/reference knows it too. */
export const lab = "cut-chunks";

/** The knobs of a case; the lab's own. */
export interface CutChunksKnobs {
  readonly after: number;
  /** In ms. */
  readonly every: number;
  readonly cut: number;
  readonly trailer: boolean;
  readonly reader: "careful" | "careless";
}

/** What is kept of a run. */
export interface CutChunksOutcome {
  readonly status: number | null;
  readonly bytes: number;
  readonly error: string | null;
  readonly trailer: string | null;
  /** The first line of each entry. */
  readonly log: readonly string[];
}

/** There is nothing to sweep: each cut is a case. */
export function sweeps(): [] {
  return [];
}

/** The cases. */
export function cases(): CutChunksKnobs[] {
  const both = ["careful", "careless"] as const;
  const panics = Array.from({ length: rows + 1 }, (_, after) =>
    both.flatMap((reader) =>
      [true, false].map((with_) => ({ after, every: 5, cut: 0, trailer: with_, reader })),
    ),
  );
  const cuts = Array.from({ length: 40 }, (_, i) =>
    both.map((reader) => ({ after: rows, every: 1, cut: i + 1, trailer: true, reader })),
  );
  return [...panics.flat(), ...cuts.flat()];
}

/** What came of a run. */
export function outcome(recording: Recording): CutChunksOutcome {
  const named = addressNames(recording);
  const { status = null, error = null } = result(recording) ?? {};
  return {
    status,
    bytes: got(recording),
    error,
    trailer: trailer(recording) ?? null,
    log: logged(recording).map((entry) => named(entry).split("\n")[0] ?? ""),
  };
}
