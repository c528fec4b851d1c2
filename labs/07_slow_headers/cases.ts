/**
 * Lab 07 as it is recorded from real Go: which cases, and what is kept of each. go.json beside this file holds the
 * answers (`npm run record:go` writes it); eoflab runs the same cases and must come to the same results.
 *
 * Go runs in real time, so the times here are short. What matters of them is which one comes first.
 *
 * @module
 */

import type { EventOf, Recording } from "../../lib/mod.ts";
import { closedByServer, honestResult, open, waited } from "./seen.ts";

/** The lab's id, by which labs/reference knows it too. */
export const lab = "slow-headers";

/** The knobs of a case; the lab's own. Times are in ms. */
export interface SlowHeadersKnobs {
  readonly readHeaderTimeout: number;
  readonly clients: number;
  readonly first: number;
  readonly every: number;
  readonly patience: number;
  readonly honest: number;
  readonly limit: number;
}

/** What a client got. */
interface Got {
  readonly status: number | null;
  readonly error: string | null;
}

/** What is recorded of a case. */
export interface SlowHeadersOutcome {
  /** What the slow clients got, each thing once. */
  readonly slow: readonly Got[];
  /** How many of them the server gave up before they did. */
  readonly closedByServer: number;
  readonly honest: Got;
  /** How many connections the server had when the honest client asked. */
  readonly open: number;
  /** Whether the honest client had to wait for a place. */
  readonly waited: boolean;
  readonly log: readonly string[];
}

/** There is nothing to sweep. */
export function sweeps(): [] {
  return [];
}

/** The cases: how much of the header had come, with and without a deadline; one client and many; room for all, and not. */
export function cases(): SlowHeadersKnobs[] {
  const one = {
    readHeaderTimeout: 400,
    clients: 1,
    first: 1,
    every: 250,
    patience: 1_500,
    honest: 100,
    limit: 0,
  };
  // A byte more comes before the deadline: 15 is the request line without its LF, 27 the Host line without its LF.
  const cuts = [1, 13, 14, 15, 16, 19, 25, 27, 28, 34, 41].map((first) => ({ ...one, first }));
  return [
    ...cuts,
    { ...one, readHeaderTimeout: 0 },
    { ...one, readHeaderTimeout: 2_000 },
    { ...one, limit: 1 },
    { ...one, limit: 1, readHeaderTimeout: 0 },
    { ...one, limit: 2 },
    { ...one, limit: 1, honest: 700 },
    { ...one, clients: 50 },
    { ...one, clients: 50, limit: 50, readHeaderTimeout: 0 },
  ];
}

/** Reduces a recording of eoflab to what is recorded from Go. */
export function outcome(recording: Recording): SlowHeadersOutcome {
  const got = (result: EventOf<"client.result"> | undefined): Got => ({
    status: result?.status ?? null,
    error: result?.error?.replace(/127\.0\.0\.1:\d+->127\.0\.0\.1:\d+/, "CLIENT->SERVER") ?? null,
  });
  const honest = honestResult(recording);
  const slow = recording
    .all("client.result")
    .filter((e) => e !== honest)
    .map(got);
  return {
    slow: slow.filter((a, i) => slow.findIndex((b) => a.status === b.status && a.error === b.error) === i),
    closedByServer: closedByServer(recording),
    honest: got(honest),
    open: open(recording),
    waited: waited(recording) > 0,
    log: recording.all("server.log").map(({ line }) => line),
  };
}
