/**
 * What an exercise is: a broken server to repair, and what is true of a repaired one, seen from outside.
 *
 * @module
 */

import type { Clock } from "../clock.ts";
import type { ServerOptions } from "../http/server/server.ts";
import type { TraceEvent } from "../trace/events.ts";
import type { Recording } from "../trace/recording.ts";
import type { Stage } from "./stage.ts";

/** What is given to the server of an exercise: the world around it. `Own` is what only this exercise has. */
export type Env<Own = object> = {
  /** What time it is for the server; whoever waits, waits by this clock. */
  readonly clock: Clock;
  /** Writes a line into the service's log. */
  readonly log: (line: string) => void;
} & Own;

/** What the server of an exercise is made of: what `new Server` is given, without the clock and the trace. */
export type Service = Omit<ServerOptions, "clock" | "trace">;

/** What a file of an exercise exports. */
export interface ExerciseFile<Own = object> {
  readonly default: (env: Env<Own>) => Service;
}

/** How a run did not show what it must. */
export interface Failure {
  /** What would have been right, in this run: `the whole report, 200 bytes`. */
  readonly expected: string;
  /** What was seen instead. */
  readonly seen: string;
  /** Where in the run it shows; the ladder around it is drawn. */
  readonly at?: TraceEvent | undefined;
}

/** Something that is true of a repaired server, and the run that shows it. */
export interface Behaviour<Own = object> {
  /** Its name within the exercise, which never changes: `answer-arrives`. */
  readonly id: string;
  /** What must be true, as a sentence without its end: `the client gets the whole report`. */
  readonly text: string;
  /** Serves what the file makes, and asks it, on the virtual clock. */
  readonly scenario: (stage: Stage<object>, file: ExerciseFile<Own>) => Promise<void>;
  /** Whether the run shows it; `null` if it does. It sees the recording, and never the file. */
  readonly check: (recording: Recording) => Failure | null;
  /** Where the lab shows why: the arguments of `eoflab`. */
  readonly see: string;
}

/** A plausible repair that is none. */
export interface Mutant {
  /** Its file, in the folder `mutants` of the lab: `flushes_too_late.ts`. */
  readonly file: string;
  /** What somebody thought who repairs it so. */
  readonly idea: string;
  /** The behaviour that it does not have. */
  readonly lacks: string;
}

/** The exercise of a lab. Its files are in the lab's folder: `exercise.ts`, `solution.ts` and those of the mutants. */
export interface Exercise<Own = object> {
  /** The lab's id. */
  readonly lab: string;
  /** The task in half a line. */
  readonly task: string;
  /** Two at least, the one that a visitor notices first at the beginning. */
  readonly behaviours: readonly Behaviour<Own>[];
  /** Up to four, each telling more than the one before; the last one says what to write. */
  readonly hints: readonly string[];
  /** Three at least. */
  readonly mutants: readonly Mutant[];
}

/** Makes an exercise of its parts. Its own types know what it gives to the file; everybody else handles it as one of many. */
export function defineExercise<Own>(exercise: Exercise<Own>): Exercise {
  return exercise as unknown as Exercise;
}

/** What every file is given. What it logs is in the recording. */
export function envOf(stage: Stage<object>): Env {
  return { clock: stage.clock, log: (line) => stage.log(line) };
}
