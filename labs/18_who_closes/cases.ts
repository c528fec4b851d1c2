/**
 * Lab 18 as it is recorded from real Go: every row of its table, and the same with a longer answer. go.json beside this
 * file holds the answers (`npm run record:go` writes it); eoflab runs the same cases and must come to the same results.
 *
 * @module
 */

import type { Recording } from "../../lib/mod.ts";
import { type Framing, framing, kept, said } from "./seen.ts";
import { rows } from "./table.ts";

/** The lab's id, by which labs/reference knows it too. */
export const lab = "who-closes";

/** The knobs of a case; the lab's own. */
export interface WhoClosesKnobs {
  readonly version: string;
  readonly asks: string;
  readonly handler: string;
  readonly method: string;
  readonly status: string;
  readonly size: number;
  readonly keepAlives: boolean;
}

/** What is kept of a run. */
export interface WhoClosesOutcome {
  readonly status: number;
  readonly bytes: number;
  readonly said: string | null;
  readonly framing: Framing;
  readonly kept: boolean;
}

/** There is nothing to sweep. */
export function sweeps(): [] {
  return [];
}

/** The cases: each row, and its answer with 0 and with 5000 bytes. */
export function cases(): WhoClosesKnobs[] {
  return rows.flatMap(({ set }) => {
    const others = [0, 200, 5_000].filter((size) => size !== set.size);
    return [set, ...others.map((size) => ({ ...set, size }))];
  });
}

/** What came of a run. */
export function outcome(recording: Recording): WhoClosesOutcome {
  const first = recording.first("client.result");
  return {
    status: first?.status ?? 0,
    bytes: first?.bytes ?? 0,
    said: said(recording),
    framing: framing(recording),
    kept: kept(recording),
  };
}
