/**
 * `eoflab step`: walks through a lab's run, event by event, with its questions before what they ask about.
 *
 * @module
 */

import process from "node:process";
import type { CommandModule } from "yargs";
import { checkClaims, type Lab } from "../lab/lab.ts";
import { Walk } from "../lab/walk.ts";
import { isDrawn } from "../ladder/describe.ts";
import { ascii, type Palette, type Symbols, unicode } from "../ladder/style.ts";
import type { Recording } from "../trace/recording.ts";
import { exit, UsageError } from "./exit.ts";
import { findLab } from "./find_lab.ts";
import { interruptible } from "./interrupt.ts";
import { once } from "./options.ts";
import { openProgress } from "./progress/store.ts";
import { type KnobArgs, knobOptions, record } from "./run_options.ts";
import { withScreen } from "./screen/screen.ts";
import { claimsApply } from "./show.ts";
import { readAnswers } from "./stepper/answers.ts";
import { plainSteps } from "./stepper/plain.ts";
import { remember, resume } from "./stepper/remember.ts";
import { resultOf } from "./stepper/result.ts";
import type { ViewStyle } from "./stepper/shown.ts";
import { Stepper } from "./stepper/stepper.ts";
import { columns, note, palette, print, wantsColor } from "./terminal.ts";

interface StepArgs extends KnobArgs {
  lab: string | undefined;
  plain: boolean;
  answers: string | undefined;
  json: boolean;
  state: string | undefined;
  color: boolean | undefined;
  ascii: boolean;
}

export const step: CommandModule<object, StepArgs> = {
  builder: (y) =>
    knobOptions(y)
      .positional("lab", { type: "string", describe: "A lab's name or number (eoflab list)" })
      .option("plain", {
        type: "boolean",
        default: false,
        describe: "Print the steps and the questions, without a full screen",
      })
      .option("answers", {
        type: "string",
        requiresArg: true,
        coerce: once<string>("answers"),
        describe: 'Answers to the questions, as JSON: {"write-returns": "no error"}; - for standard input',
      })
      .option("json", {
        type: "boolean",
        default: false,
        describe: "Print what came of the questions, as JSON",
      })
      .option("state", {
        type: "string",
        requiresArg: true,
        coerce: once<string>("state"),
        describe: "Keep the progress in this file",
      })
      .option("color", { type: "boolean", describe: "Colours, or none (--no-color)" })
      .option("ascii", { type: "boolean", default: false, describe: "Draw with ASCII characters only" })
      .example("$0 step silent-eof", "The first lab, in a full screen")
      .example("$0 step silent-eof --plain", "The same, printed")
      .example("$0 step silent-eof --json --answers answers.json", "How good the predictions were") as never,
  handler: async (args) => {
    if (args.lab === undefined) throw new UsageError("step: which lab? eoflab list shows all of them");
    if (args.plain && args.json) throw new UsageError("--plain and --json: want one of them");
    const lab = findLab(args.lab);
    const recording = await interruptible((signal) => record(lab, args, signal));
    const walk = new Walk(lab, recording, isDrawn);
    if (args.plain || args.json) await printAll(walk, args);
    else await onScreen(walk, args);
    process.exitCode = claimsHold(lab, recording) ? exit.held : exit.didNotHold;
  },
};

/** Steps through a lab at its default knobs, on the whole terminal. */
export async function stepThrough(
  lab: Lab,
  { state, color, ascii }: Pick<StepArgs, "state" | "color" | "ascii">,
): Promise<void> {
  const knobs = { set: [], preset: undefined, transport: undefined };
  const recording = await interruptible((signal) => record(lab, knobs, signal));
  const how = { plain: false, json: false, answers: undefined, lab: lab.id };
  await onScreen(new Walk(lab, recording, isDrawn), { ...knobs, ...how, state, color, ascii });
}

/** Goes through all of it, with the answers that were given. */
async function printAll(walk: Walk, args: StepArgs): Promise<void> {
  const { lab, recording } = walk;
  const answers =
    args.answers === undefined ? new Map() : await readAnswers(args.answers, lab.questions, recording);
  while (walk.step.kind !== "end") {
    const { step } = walk;
    const answer = step.kind === "question" ? answers.get(step.question.id) : undefined;
    if (answer !== undefined) walk.answer(answer);
    walk.skip();
    walk.forward();
  }
  if (args.json) {
    print(JSON.stringify(resultOf(walk), null, 2));
    return;
  }
  for (const line of plainSteps(walk, { width: columns(), ...styleOf(args) })) print(line.trimEnd());
}

/** Steps through it on the whole terminal, from where somebody stopped before. */
async function onScreen(walk: Walk, args: StepArgs): Promise<void> {
  if (args.answers !== undefined) throw new UsageError("--answers: want --plain or --json with it");
  // What is wrong with the file of the progress would be lost on the screen: it is said afterwards.
  const later: string[] = [];
  const progress = openProgress(args.state, (line) => later.push(line));
  const atDefaults = args.set.length === 0 && args.preset === undefined;
  if (atDefaults) resume(walk, progress.lab(walk.lab.id));
  try {
    await withScreen(async (screen) => {
      const set = [...args.set];
      const stepper = new Stepper(walk, async (setting) => {
        const recording = await record(walk.lab, { ...args, set: [...set, setting] }, screen.signal);
        set.push(setting);
        return recording;
      });
      const style = (): ViewStyle => ({ columns: screen.columns, rows: screen.rows, ...styleOf(args) });
      try {
        do screen.draw(stepper.view(style()));
        while (await stepper.press(await screen.key(), style()));
      } finally {
        // Also after a knob was changed: this is the walk from before that.
        if (atDefaults) remember(progress, walk);
      }
    });
  } finally {
    for (const line of later) note(`eoflab: ${line}`);
  }
}

function styleOf(args: StepArgs): { symbols: Symbols; palette: Palette } {
  return { symbols: args.ascii ? ascii : unicode, palette: palette(wantsColor(args.color)) };
}

/** Whether the lab's claims hold, if the recording has the knobs that they are about. Says which do not. */
function claimsHold(lab: Lab, recording: Recording): boolean {
  if (!claimsApply(lab, recording)) return true;
  const broken = checkClaims(lab, recording).filter(({ seen }) => seen !== null);
  for (const { text, seen } of broken) note(`eoflab: ${lab.id} does not hold: ${text}; seen: ${seen}`);
  return broken.length === 0;
}
