/**
 * Lab 24 as it is recorded from real Go: which cases, and what is kept of each. go.json beside this file holds the
 * answers (`npm run record:go` writes it); eoflab runs the same cases and must come to the same results.
 *
 * Go runs in real time, so the times here are short. What matters of them is which one comes first.
 *
 * @module
 */

import { type Outcome, outcomeOf } from "../../lib/lab/outcome.ts";
import type { Recording } from "../../lib/mod.ts";
import { type BodyWent, bodyWent, goOn, sent, told } from "./seen.ts";

/** The lab's id, by which labs/reference knows it too. */
export const lab = "continue";

/** The knobs of a case; the lab's own. */
export interface ContinueKnobs {
  readonly size: number;
  readonly limit: number;
  /** In ms. */
  readonly handlerTime: number;
  readonly expect: boolean;
  readonly expectContinueTimeout: number;
}

/** What is compared. How the connection ended is left out: both sides close it, and either may be the first. */
export interface ContinueOutcome extends Omit<Outcome, "end"> {
  /** When the body left the client. */
  readonly body: BodyWent;
  /** How much of it. */
  readonly sent: number;
  /** Whether `100 Continue` came, at whatever time. */
  readonly told: boolean;
}

/** There is nothing to sweep. */
export function sweeps(): [] {
  return [];
}

/** The cases: a body that is welcome and one that is not, in time and too late, small and large, asked for and not. */
export function cases(): ContinueKnobs[] {
  const times = [
    { handlerTime: 200, expectContinueTimeout: 50 },
    { handlerTime: 0, expectContinueTimeout: 10_000 },
    { handlerTime: 50, expectContinueTimeout: 10_000 },
  ];
  return [10, 10_000].flatMap((size) =>
    [0, 20_000].flatMap((limit) =>
      [true, false].flatMap((expect) => times.map((time) => ({ size, limit, expect, ...time }))),
    ),
  );
}

export function outcome(recording: Recording): ContinueOutcome {
  const { end: _, ...rest } = outcomeOf(recording);
  return {
    ...rest,
    header: finalHeader(recording),
    body: bodyWent(recording),
    sent: sent(recording),
    told: told(recording) !== undefined,
  };
}

/** The header of the final answer, with Date's value replaced; `null` if none came. */
function finalHeader(recording: Recording): string | null {
  const bytes = recording
    .all("client.read")
    .map(({ data }) => atob(data))
    .join("");
  const final = bytes.startsWith(goOn) ? bytes.slice(goOn.length) : bytes;
  const end = final.indexOf("\r\n\r\n");
  return end === -1
    ? null
    : final.slice(0, end + 4).replace(/^Date: .*$/m, "Date: Thu, 01 Jan 1970 00:00:00 GMT");
}
