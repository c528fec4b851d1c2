/**
 * What a lab is.
 *
 * @module
 */

import type { TraceEvent } from "../trace/events.ts";
import type { Recording } from "../trace/recording.ts";
import type { KnobSpecs, KnobValues } from "./knob.ts";
import type { Stage } from "./stage.ts";

/** Something that must be true of the recording at the default knobs. The claims are the lab's own test. */
export interface Claim {
  /** What is claimed, as a sentence. */
  readonly text: string;
  /**
   * Whether the recording shows it.
   *
   * @returns `null` if it does, else what was seen instead
   */
  readonly check: (recording: Recording) => string | null;
}

/** Why something happened, tied to an event. */
export interface Note {
  /** Picks its event. */
  readonly on: (recording: Recording) => TraceEvent | undefined;
  /** What is to be known about it, made from the recording. */
  readonly text: (recording: Recording) => string;
  /** Where Go does the same: file and function. */
  readonly go: string;
  /** The file of eoflab that does it. */
  readonly file: string;
}

/** A lab: one failure mode, typed data and the code that runs it. */
export interface Lab<S extends KnobSpecs = KnobSpecs> {
  /** Its name on the command line: `silent-eof`. */
  readonly id: string;
  /** Its place in the catalogue, from 1. */
  readonly number: number;
  readonly part: 1 | 2 | 3 | 4;
  /** Half a line. */
  readonly title: string;
  /** What somebody sees who has the problem, in the words in which they would search for it. */
  readonly symptom: string;
  /** The numbers that one may change; the defaults reproduce the failure. */
  readonly knobs: S;
  /** Knobs that belong together, by name. */
  readonly presets: Readonly<Record<string, Partial<KnobValues<S>>>>;
  /**
   * What is wrong with knobs that are each allowed, but not together; `null` if nothing is.
   */
  readonly conflict?: (knobs: KnobValues<S>) => string | null;
  /** How much of the lab's time a run takes, in ms. */
  readonly runTime: (knobs: KnobValues<S>) => number;
  /** The server's options, the handler and the client's script. */
  readonly scenario: (stage: Stage<KnobValues<S>>) => Promise<void>;
  readonly notes: readonly Note[];
  readonly claims: readonly Claim[];
  /** What happened and why, in about three sentences, made from the recording. */
  readonly why: (recording: Recording) => readonly string[];
  /** What to try next: the arguments of `eoflab`, and what that shows. */
  readonly next: readonly { readonly args: string; readonly shows: string }[];
}

/** Makes a lab of its parts. Its own types know its knobs; everybody else handles it as one of many. */
export function defineLab<const S extends KnobSpecs>(lab: Lab<S>): Lab {
  return lab as unknown as Lab;
}

/** A claim with what the recording says of it. */
export interface CheckedClaim {
  readonly text: string;
  /** `null` if it holds, else what was seen instead. */
  readonly seen: string | null;
}

/** Checks a lab's claims against a recording of it. */
export function checkClaims(lab: Lab, recording: Recording): CheckedClaim[] {
  return lab.claims.map(({ text, check }) => ({ text, seen: check(recording) }));
}
