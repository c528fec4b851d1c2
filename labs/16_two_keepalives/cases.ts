/**
 * Lab 16 as it is recorded from real Go: which cases, and what is kept of each. go.json beside this file holds the
 * answers (`npm run record:go` writes it); eoflab runs the same cases and must come to the same results.
 *
 * Go runs in real time, so the times here are short, except one case of each kind in which probes are due. What Go's
 * sockets were set to is recorded from getsockopt.
 *
 * @module
 */

import { logged, outcomeOf } from "../../lib/lab/outcome.ts";
import type { Recording } from "../../lib/mod.ts";
import { ending } from "./seen.ts";

/** The lab's id, by which labs/reference knows it too. */
export const lab = "two-keepalives";

/** The knobs of a case; the lab's own. Times are in ms. */
export interface TwoKeepalivesKnobs {
  readonly tcpKeepAlive: boolean;
  readonly probeAfter: number;
  readonly handlerTime: number;
  readonly writeTimeout: number;
  readonly idleTimeout: number;
}

/** What is compared. */
export interface TwoKeepalivesOutcome {
  readonly client: { readonly status: number | null; readonly bytes: number; readonly error: string | null };
  /** Which deadline ended the connection. */
  readonly ending: "write" | "idle" | null;
  /** How the client saw the end. */
  readonly end: string;
  readonly log: readonly string[];
}

/** There is nothing to sweep. */
export function sweeps(): [] {
  return [];
}

const times = [
  // Two probes in each silence.
  { probeAfter: 1_000, handlerTime: 2_500, writeTimeout: 10_000, idleTimeout: 2_500 },
  // Two probes before the write deadline, and the handler writes after it.
  { probeAfter: 1_000, handlerTime: 2_600, writeTimeout: 2_300, idleTimeout: 60_000 },
  { probeAfter: 15_000, handlerTime: 40, writeTimeout: 5_000, idleTimeout: 40 },
  { probeAfter: 15_000, handlerTime: 80, writeTimeout: 20, idleTimeout: 60_000 },
  { probeAfter: 15_000, handlerTime: 40, writeTimeout: 0, idleTimeout: 80 },
] as const;

/** The cases: each with TCP's keep-alive and without it. */
export function cases(): TwoKeepalivesKnobs[] {
  return times.flatMap((time) => [true, false].map((tcpKeepAlive) => ({ tcpKeepAlive, ...time })));
}

/** What Go's sockets are set to has no counterpart in a recording. */
export function compared({ sockets: _, ...recorded }: { sockets?: unknown }): object {
  return recorded;
}

/** Who ended the connection, and what the client knows of it. */
export function outcome(recording: Recording): TwoKeepalivesOutcome {
  const { client, end } = outcomeOf(recording);
  return { client, ending: ending(recording), end, log: logged(recording) };
}
