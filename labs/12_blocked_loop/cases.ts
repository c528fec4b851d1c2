/**
 * Lab 12 as it is recorded from real Go: which cases, and what is kept of each. go.json beside this file holds the
 * answers (`npm run record:go` writes it). What both clients get is the same in eoflab; that one has to wait is not,
 * and `compared` leaves it out: test/labs/blocked_loop.test.ts holds the difference.
 *
 * Go runs in real time, so the times here are short. What matters of them is which one comes first.
 *
 * @module
 */

import type { Recording } from "../../lib/mod.ts";
import { quickResult, quickWaited, slowResult } from "./seen.ts";

/** The lab's id, by which labs/reference knows it too. */
export const lab = "blocked-loop";

/** The knobs of a case; the lab's own. */
export interface BlockedLoopKnobs {
  /** In ms. */
  readonly compute: number;
  readonly writeTimeout: number;
  readonly elsewhere: boolean;
}

/** What a client got. */
interface Got {
  readonly status: number | null;
  readonly bytes: number;
  readonly error: string | null;
}

/** What is recorded of a case. */
export interface BlockedLoopOutcome {
  readonly slow: Got;
  readonly quick: Got;
  /** Whether the client in a hurry waited for at least half of the computation. */
  readonly waited: boolean;
  readonly log: readonly string[];
}

/** There is nothing to sweep. */
export function sweeps(): [] {
  return [];
}

/** The cases. Few: each keeps a core busy. */
export function cases(): BlockedLoopKnobs[] {
  return [
    { compute: 400, writeTimeout: 100, elsewhere: false },
    { compute: 400, writeTimeout: 0, elsewhere: false },
    { compute: 400, writeTimeout: 100, elsewhere: true },
    { compute: 0, writeTimeout: 10_000, elsewhere: false },
  ];
}

/** What came of a run of eoflab, all of it. */
export function everything(recording: Recording): BlockedLoopOutcome {
  const compute = Number(recording.header.knobs.compute);
  const named = (e: ReturnType<typeof slowResult>): Got => ({
    status: e?.status ?? null,
    bytes: e?.bytes ?? 0,
    error: e?.error?.replace(/127\.0\.0\.1:\d+/, "SERVER") ?? null,
  });
  return {
    slow: named(slowResult(recording)),
    quick: named(quickResult(recording)),
    waited: compute > 0 && quickWaited(recording) >= compute / 2,
    log: recording.all("server.log").map(({ line }) => line),
  };
}

/** What of a case is compared, of Go's and of eoflab's alike. */
export function compared(everything: BlockedLoopOutcome): Omit<BlockedLoopOutcome, "waited"> {
  const { waited: _, ...rest } = everything;
  return rest;
}

/** What is compared with Go's. */
export function outcome(recording: Recording): Omit<BlockedLoopOutcome, "waited"> {
  return compared(everything(recording));
}
