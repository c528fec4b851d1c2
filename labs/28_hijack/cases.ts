/**
 * Lab 28 as it is recorded from real Go: which cases, and what is kept of each. go.json beside this file holds the
 * answers (`npm run record:go` writes it); eoflab runs the same cases and must come to the same results.
 *
 * @module
 */

import { type Outcome, outcomeOf } from "../../lib/lab/outcome.ts";
import type { Recording } from "../../lib/mod.ts";
import type { Knobs } from "./knobs.ts";
import { buffered } from "./seen.ts";

/** The lab's id, by which labs/reference knows it too. */
export const lab = "hijack";

/** What is compared. */
export interface HijackOutcome extends Outcome {
  /** How many bytes the bufio.Reader held when the handler got it. */
  readonly buffered: number;
  /** The states of the connection, as the server reports them. */
  readonly states: readonly string[];
}

/** There is nothing to sweep. */
export function sweeps(): [] {
  return [];
}

/** Real time: a server's timeouts that pass while the client waits, and a deadline of the handler's that does, too. */
const times = { work: 5, readTimeout: 40, writeTimeout: 50, patience: 120, lines: 2 };

/** The cases: each way to send the first line with each way to read it, and what a handler may forget. */
export function cases(): Knobs[] {
  const base = { ...times, early: "with", readFrom: "conn", flush: true, end: "close", idle: 0 } as const;
  return [
    ...(["with", "behind", "after"] as const).flatMap((early) =>
      (["conn", "bufrw"] as const).map((readFrom) => ({ ...base, early, readFrom })),
    ),
    { ...base, idle: 60 },
    { ...base, idle: 60, end: "return" },
    { ...base, readTimeout: 0, writeTimeout: 0 },
    { ...base, readFrom: "bufrw", flush: false },
    { ...base, readFrom: "bufrw", flush: false, idle: 60 },
    { ...base, readFrom: "bufrw", end: "return" },
    { ...base, readFrom: "bufrw", end: "write" },
    { ...base, end: "write" },
  ];
}

/** What came of a run. Who called w.write is another file in each language. */
export function outcome(recording: Recording): HijackOutcome {
  const all = outcomeOf(recording);
  return {
    ...all,
    log: all.log.map((line) => line.replace(/(on hijacked connection) from .*/, "$1")),
    buffered: buffered(recording),
    states: recording.all("server.state").map(({ state }) => state),
  };
}
