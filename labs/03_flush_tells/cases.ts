/**
 * Lab 03 as it is recorded from real Go: which cases, and what is kept of each. go.json beside this file holds the
 * answers (`npm run record:go` writes it); eoflab runs the same cases and must come to the same results.
 *
 * Go runs in real time, so the times here are short. What matters of them is which one comes first.
 *
 * @module
 */

import { type Outcome, outcomeOf } from "../../lib/lab/outcome.ts";
import type { Recording } from "../../lib/mod.ts";

/** The lab's id, by which labs/reference knows it too. */
export const lab = "flush-tells";

/** The knobs of a case; the lab's own. */
export interface FlushTellsKnobs {
  /** In ms. */
  readonly writeTimeout: number;
  readonly handlerTime: number;
  readonly size: number;
  readonly flush: "controller" | "flusher" | "none";
  readonly declare: boolean;
}

/** The deadline passes while the handler works, and while it does not; and there is none. */
const times = [
  { writeTimeout: 5, handlerTime: 40 },
  { writeTimeout: 10_000, handlerTime: 5 },
  { writeTimeout: 0, handlerTime: 40 },
] as const;

/** Nothing, what fits into response.w, into conn.bufw, into neither. */
const sizes = [0, 200, 3000, 5000] as const;

/** There is nothing to sweep. */
export function sweeps(): [] {
  return [];
}

/** The cases: every time with every size, flushed and framed in each way. */
export function cases(): FlushTellsKnobs[] {
  return times.flatMap((time) =>
    sizes.flatMap((size) =>
      (["controller", "flusher", "none"] as const).flatMap((flush) =>
        [false, true].map((declare) => ({ ...time, size, flush, declare })),
      ),
    ),
  );
}

/** What the handler and the client were told. The handler is told nothing by Flusher's Flush, which has no result. */
export function outcome(recording: Recording): Outcome {
  const seen = outcomeOf(recording);
  if (recording.header.knobs.flush !== "flusher") return seen;
  return { ...seen, calls: seen.calls.map((c) => (c.call === "flush" ? { ...c, error: null } : c)) };
}
