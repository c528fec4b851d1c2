/**
 * What a lab is.
 *
 * @module
 */

import type { TraceEvent } from "../trace/events.ts";
import { Recording } from "../trace/recording.ts";
import type { KnobSpecs, KnobValues } from "./knob.ts";
import type { Stage } from "./stage.ts";
import type { Sweep } from "./sweep.ts";
import type { Table } from "./table.ts";

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

/** What is asked before it is shown. Its right answer is computed from the recording, whatever the knobs are. */
export interface Question {
  /** Its name within the lab, by which answers and progress know it: `write-returns`. It never changes. */
  readonly id: string;
  /** What is asked, made from the recording's knobs, and never from what is asked for. */
  readonly text: (recording: Recording) => string;
  /**
   * The event that the question comes before: the first one that would give the answer away.
   *
   * @returns `undefined` where the knobs leave nothing to ask; then it is not asked
   */
  readonly before: (recording: Recording) => TraceEvent | undefined;
  /** What may be answered. A number has a unit, and is written as a knob of that kind is: `10s`, `200`. */
  readonly kind:
    | {
        readonly type: "choice";
        /** Two to six answers, each as a short phrase; one of them is what `answer` gives for any knobs. */
        readonly of: (recording: Recording) => readonly string[];
      }
    | { readonly type: "number"; readonly unit: "duration" | "bytes" | "integer" };
  /** The right answer, computed from the recording: one of the choices, or a number (ms or bytes). */
  readonly answer: (recording: Recording) => string | number;
  /** Why it is so, in a sentence or two, made from the recording. */
  readonly why: (recording: Recording) => string;
  /** Helps to think, each one telling more than the one before; none tells the answer. */
  readonly hints: readonly string[];
}

/** A bug report, an advisory or a post-mortem. */
export interface Incident {
  /** What it is known as: `golang/go#21133`, `CVE-2023-44487`. */
  readonly id: string;
  readonly url: string;
  /** What happened there, in a sentence. */
  readonly what: string;
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
  /** Words and error texts by which people search for it, each as one would type it: `empty reply from server`. */
  readonly searchedAs: readonly string[];
  /** A case in which it happened to somebody, that can be looked up. */
  readonly incident: Incident;
  /** What prevents it, a sentence for each: a setting, or what the code must do. */
  readonly prevent: { readonly go: string; readonly node: string; readonly deno: string };
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
  /** Three at least, in the order in which their events come at the default knobs. */
  readonly questions: readonly Question[];
  readonly claims: readonly Claim[];
  /** What happened and why, in about three sentences, made from the recording. */
  readonly why: (recording: Recording) => readonly string[];
  /** A knob to draw the outcome against, where that is what the lab is about; `eoflab run` does. */
  readonly sweep?: Sweep;
  /** Settings to put side by side, where that is what the lab is about; `eoflab run` does. */
  readonly table?: Table;
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

/** Checks a lab's claims against a recording of it. They are about the program: packets that were captured are left out. */
export function checkClaims(lab: Lab, recording: Recording): CheckedClaim[] {
  const events = recording.events
    .filter(({ lane }) => lane !== "wire")
    .map((event, i) => ({ ...event, seq: i + 1 }));
  const program = new Recording(recording.header, events);
  return lab.claims.map(({ text, check }) => ({ text, seen: check(program) }));
}
