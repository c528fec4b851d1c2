/**
 * Lab 20 as it is recorded from real Go: which cases, and what is kept of each. go.json beside this file holds the
 * answers (`npm run record:go` writes it); eoflab runs the same cases and must come to the same results.
 *
 * Go's handler waits for nobody but the client, and until the kernel says that the RST has come.
 *
 * @module
 */

import { type Call, outcomeOf } from "../../lib/lab/outcome.ts";
import type { Recording } from "../../lib/mod.ts";

/** The lab's id, by which labs/reference knows it too. */
export const lab = "the-second-write";

/** The knobs of a case; the lab's own, but for the time between the pieces. */
export interface SecondWriteKnobs {
  readonly end: "fin" | "rst";
  readonly gets: number;
  readonly watched: boolean;
  readonly looks: boolean;
  readonly pieces: number;
  readonly size: number;
}

/** What is compared: what the handler was told, call by call. */
export interface SecondWriteOutcome {
  readonly calls: readonly Call[];
  /** Before which of the handler's calls, from 0, the context was first seen to be done; its return is the last. -1: never. */
  readonly aborted: number;
  readonly log: readonly string[];
}

/** There is nothing to sweep. */
export function sweeps(): [] {
  return [];
}

/** The cases: both ends, watched and not, with a client that goes before each piece, small and large. */
export function cases(): SecondWriteKnobs[] {
  return (["fin", "rst"] as const).flatMap((end) =>
    [true, false].flatMap((watched) =>
      [
        { gets: 0, pieces: 3, size: 100 },
        { gets: 0, pieces: 3, size: 100, looks: true },
        { gets: 1, pieces: 3, size: 100 },
        { gets: 2, pieces: 3, size: 100 },
        { gets: 0, pieces: 1, size: 100 },
        { gets: 0, pieces: 3, size: 1500 },
      ].map((rest) => ({ end, watched, looks: false, ...rest })),
    ),
  );
}

/** What the handler was told. */
export function outcome(recording: Recording): SecondWriteOutcome {
  const { calls, log } = outcomeOf(recording);
  return { calls, aborted: abortedBefore(recording), log };
}

/**
 * A socket that cannot be cut sends FIN instead: what comes of a run with one is what comes with Go of `end=fin`.
 *
 * @param transport what carried the bytes of the run
 */
export function instead(knobs: object, transport: string): object {
  return transport === "deno" ? { ...knobs, end: "fin" } : knobs;
}

/**
 * Deno's node:net reads ahead, whether anybody reads or not, and so takes the RST's error from the socket. What is
 * left for the write is a broken pipe.
 */
export function compared(recorded: object, run: Recording): object {
  const { runtime, transport, knobs } = run.header;
  const taken = runtime.name === "Deno" && transport === "node:net" && knobs.end === "rst";
  if (!taken) return recorded;
  const text = JSON.stringify(recorded).replaceAll("write: connection reset by peer", "write: broken pipe");
  return JSON.parse(text) as object;
}

function abortedBefore(recording: Recording): number {
  const abort = recording.first("handler.abort");
  const returned = recording.first("handler.return");
  if (abort === undefined || returned === undefined || abort.seq > returned.seq) return -1;
  const before = recording.events.filter(
    ({ name, seq }) => (name === "handler.write" || name === "handler.flush") && seq < abort.seq,
  );
  return before.length;
}
