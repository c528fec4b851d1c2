/**
 * Looks whether a server behaves as its exercise says.
 *
 * @module
 */

import { EoflabError } from "../errors.ts";
import type { Behaviour, Exercise, ExerciseFile, Failure } from "../lab/exercise.ts";
import type { Lab } from "../lab/lab.ts";
import { runLab } from "../lab/run.ts";
import type { Stage } from "../lab/stage.ts";
import { formatRecording, type Recording } from "../trace/recording.ts";
import type { Message } from "./protocol.ts";

/** How long nothing may happen in a run, in ms of the machine's clock. */
const patience = 2_000;

/** Runs each behaviour, and tells what came of it. */
export async function look(
  lab: Lab,
  exercise: Exercise,
  file: ExerciseFile,
  tell: (message: Message) => void,
): Promise<void> {
  const runs = new Map<Scenario, Promise<Recording>>();
  for (const { id, scenario, check } of exercise.behaviours) {
    const run = runs.get(scenario) ?? runOf(lab, scenario, file);
    runs.set(scenario, run);
    tell(await outcome(id, run, check));
  }
  tell({ kind: "done" });
}

type Scenario = Behaviour["scenario"];

/** Runs a scenario once; several behaviours may be seen in one run. */
function runOf(lab: Lab, scenario: Scenario, file: ExerciseFile): Promise<Recording> {
  const { conflict: _conflict, ...rest } = lab;
  const run: Lab = {
    ...rest,
    knobs: {},
    presets: {},
    runTime: () => 0,
    scenario: (stage) => scenario(stage as Stage<object>, file),
  };
  return runLab(run, { knobs: {}, clock: { mode: "virtual", speed: 1 }, patience });
}

async function outcome(id: string, run: Promise<Recording>, check: Behaviour["check"]): Promise<Message> {
  let recording: Recording;
  try {
    recording = await run;
  } catch (err) {
    if (!(err instanceof EoflabError) || err.code !== "STUCK") throw err;
    const seen = `nothing happens any more, and it has not ended: ${err.message}`;
    return { kind: "failed", id, expected: "that it ends", seen, at: null, recording: null };
  }
  const failure = check(recording);
  return failure === null ? { kind: "held", id } : failed(id, failure, recording);
}

function failed(id: string, { expected, seen, at }: Failure, recording: Recording): Message {
  return {
    kind: "failed",
    id,
    expected,
    seen,
    at: at?.seq ?? recording.events.length,
    recording: [...formatRecording(recording)],
  };
}
