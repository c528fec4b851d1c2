/**
 * Lab 09 as it is recorded from real Go: which cases, and what is kept of each. go.json beside this file holds the
 * answers (`npm run record:go` writes it); eoflab runs the same cases and must come to the same results.
 *
 * How much a kernel takes differs from machine to machine, and is no result: kept is whether it was all, some or none.
 *
 * @module
 */

import type { Recording } from "../../lib/mod.ts";
import { type Part, part, size, wrote } from "./seen.ts";

/** The lab's id, by which labs/reference knows it too. */
export const lab = "slow-reader";

/** The knobs of a case; the lab's own. */
export interface SlowReaderKnobs {
  /** In ms. */
  readonly writeTimeout: number;
  readonly size: number;
  /** In ms. */
  readonly reads: number;
}

/** What is recorded of a case. */
export interface SlowReaderOutcome {
  /** What the handler's write returned: how much, and which error. */
  readonly written: Part;
  readonly writeError: string | null;
  readonly status: number | null;
  /** How much of the body the client got. */
  readonly got: Part;
  readonly error: string | null;
  readonly log: readonly string[];
}

/** There is nothing to sweep. */
export function sweeps(): [] {
  return [];
}

/** The cases: the deadline first, the reader first, no deadline; answers that fit, and one that does not. */
export function cases(): SlowReaderKnobs[] {
  const times = [
    { writeTimeout: 500, reads: 1_000 },
    { writeTimeout: 2_000, reads: 200 },
    { writeTimeout: 0, reads: 200 },
  ];
  return [16_000_000, 50_000, 3_000, 0].flatMap((size) => times.map((t) => ({ ...t, size })));
}

/** Reduces a recording of eoflab to what is recorded from Go. */
export function outcome(recording: Recording): SlowReaderOutcome {
  const all = size(recording);
  const written = wrote(recording);
  const result = recording.last("client.result");
  const named = (text: string): string =>
    text.replace(/127\.0\.0\.1:\d+->127\.0\.0\.1:\d+/, "SERVER->CLIENT");
  return {
    written: part(written?.n ?? 0, all),
    writeError: written?.error == null ? null : named(written.error),
    status: result?.status ?? null,
    got: part(result?.bytes ?? 0, all),
    error: result?.error ?? null,
    log: recording.all("handler.log").map(({ line }) => named(line)),
  };
}
