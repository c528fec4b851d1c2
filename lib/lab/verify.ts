/**
 * Runs a lab at its default knobs, and checks that its claims hold and that it is the same each time.
 *
 * @module
 */

import { systemClock } from "../clock.ts";
import { EoflabError, is } from "../errors.ts";
import type { TransportName } from "../net/platform.ts";
import type { TraceEvent } from "../trace/events.ts";
import type { Recording } from "../trace/recording.ts";
import { defaults } from "./knob.ts";
import { type CheckedClaim, checkClaims, type Lab } from "./lab.ts";
import { runLab } from "./run.ts";

/** What came of it. */
export interface Verified {
  readonly lab: Lab;
  /** How many runs there were: fewer than asked for if one did not hold. */
  readonly runs: number;
  /** The claims, as the last run shows them. */
  readonly claims: readonly CheckedClaim[];
  /** How a run differs from the first one, in a sentence; `null` if none does. */
  readonly wavers: string | null;
  /** Why a run could not be made or did not end; `null` if all were. */
  readonly error: EoflabError | null;
  /** How long all runs took, in ms of the machine's clock. */
  readonly ms: number;
}

/** How a lab is verified. */
export interface VerifyOptions {
  /** How many times it is run. */
  readonly repeat: number;
  /** What carries the bytes; the runtime's own unless set. */
  readonly transport?: TransportName;
  /** Aborted, it ends. */
  readonly signal?: AbortSignal;
}

/**
 * Runs a lab on the virtual clock, so many times, until one run does not hold or differs from the first one.
 *
 * @throws EoflabError INTERRUPTED when `signal` was aborted
 */
export async function verifyLab(lab: Lab, options: VerifyOptions): Promise<Verified> {
  const { repeat, ...others } = options;
  const knobs = { ...defaults(lab.knobs), ...("port" in lab.knobs ? { port: 0 } : {}) };
  const clock = { mode: "virtual", speed: 1 } as const;
  const start = systemClock.now();
  const result = { lab, runs: 0, claims: [] as CheckedClaim[], wavers: null as string | null };
  const done = (error: EoflabError | null): Verified => ({
    ...result,
    error,
    ms: systemClock.now() - start,
  });
  let first: Recording | null = null;
  while (result.runs < repeat) {
    let recording: Recording;
    try {
      recording = await runLab(lab, { ...others, knobs, clock });
    } catch (err) {
      if (!(err instanceof EoflabError) || is(err, "INTERRUPTED")) throw err;
      return done(err);
    }
    result.runs++;
    first ??= recording;
    result.claims = checkClaims(lab, recording);
    result.wavers = difference(first, recording);
    if (result.wavers !== null || result.claims.some(({ seen }) => seen !== null)) break;
  }
  return done(null);
}

/** Whether everything was as it should be. */
export function held({ claims, wavers, error }: Verified): boolean {
  return error === null && wavers === null && claims.every(({ seen }) => seen === null);
}

/** What two runs of the same knobs must have in common: what happened, when, and on which connection. */
export function shapeOf({ t, conn, name }: TraceEvent): string {
  return `${name} at ${t} ms on connection ${conn}`;
}

/** The first event at which two recordings differ, in a sentence; `null` if they are the same. */
function difference(first: Recording, second: Recording): string | null {
  const length = Math.max(first.events.length, second.events.length);
  for (let i = 0; i < length; i++) {
    const [was, is] = [first.events[i], second.events[i]].map((e) =>
      e === undefined ? "nothing" : shapeOf(e),
    );
    if (was !== is) return `event ${i + 1} was ${was} in the first run, and ${is} in another`;
  }
  return null;
}
