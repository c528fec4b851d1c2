/**
 * Lab 19 as it is recorded from real Go: which cases, and what is kept of each. go.json beside this file holds the
 * answers (`npm run record:go` writes it); eoflab runs the same cases and must come to the same results.
 *
 * @module
 */

import { type Outcome, outcomeOf } from "../../lib/lab/outcome.ts";
import type { Recording } from "../../lib/mod.ts";
import { requests } from "./request.ts";
import { aborted, finished } from "./seen.ts";

/** The lab's id, by which labs/reference knows it too. */
export const lab = "half-closed";

/** The knobs of a case; the lab's own. */
export interface HalfClosedKnobs {
  readonly halfClose: boolean;
  readonly request: (typeof requests)[number];
  readonly keepAlive: boolean;
  readonly reads: boolean;
  readonly watch: boolean;
  /** In ms. */
  readonly handlerTime: number;
}

/** What is compared. */
export interface HalfClosedOutcome extends Outcome {
  /** Whether the request's context was done while the handler was at work. */
  readonly aborted: boolean;
  /** Whether the work was done to its end. */
  readonly finished: boolean;
}

const both = [true, false] as const;

/** There is nothing to sweep. */
export function sweeps(): [] {
  return [];
}

/** The cases: every request, half-closed, read or not, watched or not; and without the FIN where that is no wait for ever. */
export function cases(): HalfClosedKnobs[] {
  const handlerTime = 150;
  const grid = requests.flatMap((request) =>
    both.flatMap((keepAlive) =>
      both.flatMap((reads) =>
        both.map((watch) => ({ halfClose: true, request, keepAlive, reads, watch, handlerTime })),
      ),
    ),
  );
  const open = (["get", "post"] as const).flatMap((request) =>
    both.map((keepAlive) => ({
      halfClose: false,
      request,
      keepAlive,
      reads: true,
      watch: true,
      handlerTime,
    })),
  );
  return [...grid, ...open];
}

/** What both sides were told. */
export function outcome(recording: Recording): HalfClosedOutcome {
  return {
    ...outcomeOf(recording),
    aborted: aborted(recording) !== undefined,
    finished: finished(recording),
  };
}
