/**
 * Lab 17 as it is recorded from real Go: each trouble at each place. go.json beside this file holds the answers (`npm
 * run record:go` writes it); eoflab runs the same cases and must come to the same results.
 *
 * Go runs in real time, so its slow handler takes a moment only.
 *
 * @module
 */

import { logged } from "../../lib/lab/outcome.ts";
import type { Recording } from "../../lib/mod.ts";
import { count, requestBytes, type Trouble, troubles } from "./requests.ts";
import { handled } from "./seen.ts";

/** The lab's id, by which labs/reference knows it too. */
export const lab = "pipelining";

/** A case: the knobs, and the bytes that they stand for. */
export interface PipeliningKnobs {
  readonly slow: number;
  /** In ms. */
  readonly work: number;
  readonly trouble: Trouble;
  readonly at: number;
  readonly bytes: string;
}

/** What is kept of a run. */
export interface PipeliningOutcome {
  readonly handled: readonly string[];
  /** Whether each handler was called after the one before had returned. */
  readonly waited: boolean;
  readonly answers: readonly { status: number | null; body: string; error: string | null }[];
  readonly end: "fin" | "rst" | "open";
  /** The first line of each entry. */
  readonly log: readonly string[];
}

/** There is nothing to sweep. */
export function sweeps(): [] {
  return [];
}

/** The cases: each trouble at each place, behind a slow request and before one. */
export function cases(): PipeliningKnobs[] {
  return troubles.flatMap((trouble) =>
    [1, 2, 3].flatMap((at) =>
      [1, 3].map((slow) => ({ slow, work: 20, trouble, at, bytes: requestBytes(trouble, at) })),
    ),
  );
}

/** What came of a run. */
export function outcome(recording: Recording): PipeliningOutcome {
  const accepted = recording.first("server.accept")?.addr ?? "";
  return {
    handled: handled(recording),
    waited: waited(recording),
    answers: answersOf(recording),
    end: endOf(recording),
    log: logged(recording).map((entry) => entry.replaceAll(accepted, "CLIENT").split("\n")[0] ?? ""),
  };
}

function waited(recording: Recording): boolean {
  let running = 0;
  let most = 0;
  for (const { name } of recording.events) {
    if (name === "handler.start") running++;
    if (name === "handler.return") running--;
    most = Math.max(most, running);
  }
  return most <= 1;
}

/** The answers, with their bodies out of what was read. */
function answersOf(recording: Recording): PipeliningOutcome["answers"] {
  const received = recording.all("client.read").map(({ data }) => atob(data));
  const bodies = received
    .join("")
    .split(/HTTP\/1\.1 \d{3} [^\r]*\r\n(?:[^\r]+\r\n)*\r\n/)
    .slice(1);
  return recording.all("client.result").map(({ status, error }, i) => ({
    status,
    body: status === null ? "" : (bodies[i] ?? "").trim(),
    error,
  }));
}

function endOf(recording: Recording): PipeliningOutcome["end"] {
  if (recording.first("client.fin") !== undefined) return "fin";
  return recording.first("client.error") === undefined && recording.all("client.result").length === count
    ? "open"
    : "rst";
}
