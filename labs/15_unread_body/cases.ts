/**
 * Lab 15 as it is recorded from real Go: where the outcome changes with the size, and cases around these boundaries.
 * go.json beside this file holds the answers (`npm run record:go` writes it); eoflab must come to the same.
 *
 * Go runs in real time, so the client's pieces follow each other quickly where nothing depends on their times.
 *
 * @module
 */

import { type Call, outcomeOf } from "../../lib/lab/outcome.ts";
import type { Recording } from "../../lib/mod.ts";
import { afterAbruptClose, kept } from "./seen.ts";
import { sweep } from "./sweep.ts";

/** The lab's id, by which labs/reference knows it too. */
export const lab = "unread-body";

/** The knobs of a case; the lab's own. */
export interface UnreadKnobs {
  readonly size: number;
  readonly reads: number;
  readonly framing: "content-length" | "chunked";
  readonly linger: boolean;
  /** In ms. */
  readonly every: number;
  readonly looks: number;
  readonly failedSend: "give-up" | "read";
}

/** What is compared: how the connection ends is in what the client's sends and reads say. */
export interface UnreadOutcome {
  readonly calls: readonly Call[];
  readonly client: { readonly status: number | null; readonly bytes: number; readonly error: string | null };
  readonly header: string | null;
  /** Whether the connection was ready for another request. */
  readonly kept: boolean;
}

const abrupt = { linger: false, every: 90, looks: 180, failedSend: "give-up" } as const;
const lingering = { ...abrupt, linger: true } as const;

/** The settings in which the size is swept. */
const swept: readonly Omit<UnreadKnobs, "size">[] = [
  { ...abrupt, reads: 0, framing: "content-length" },
  { ...lingering, reads: 0, framing: "content-length" },
  { ...abrupt, looks: 1_000, reads: 9000, framing: "content-length" },
];

/** The ranges in which Go looks for boundaries. */
export function sweeps(): object[] {
  return swept.map((knobs) => ({ knobs, from: sweep.from, to: sweep.to }));
}

/**
 * The cases.
 *
 * @param boundaries the sizes at which an outcome differs from that of the size before, of all sweeps together
 */
export function cases(boundaries: readonly number[]): UnreadKnobs[] {
  const near = boundaries.flatMap((b) => [b - 1, b]);
  const sizes = [...new Set([1, 8192, 20_000, ...near, 1_000_000])];
  const grid = swept.flatMap((knobs) => sizes.map((size) => ({ ...knobs, size })));
  const chunks = [1, 20_000, 262_144, 262_145, 300_000].flatMap((size) =>
    [abrupt, lingering].map((how) => ({ ...how, reads: 0, framing: "chunked" as const, size })),
  );
  const clients = [
    { ...lingering, looks: 1_000 },
    { ...lingering, looks: 1_000, failedSend: "read" as const },
    { ...abrupt, failedSend: "read" as const },
    { ...abrupt, looks: 0 },
    { ...lingering, looks: 0 },
  ].map((how) => ({ ...how, reads: 0, framing: "content-length" as const, size: 1_000_000 }));
  return [...grid, ...chunks, ...clients];
}

/** What both sides were told. */
export function outcome(recording: Recording): UnreadOutcome {
  const { calls, client, header } = outcomeOf(recording);
  const error = client.error === null ? null : asOnLinux(recording, client.error);
  return { calls, client: { ...client, error }, header, kept: kept(recording) };
}

/** An abrupt close is told to the client's send in other words where Deno has sent FIN first (seen.ts). */
function asOnLinux(recording: Recording, error: string): string {
  return recording.header.knobs.linger === false
    ? error.replace(afterAbruptClose(recording), "connection reset by peer")
    : error;
}
