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
import { ascii, unicode } from "../ladder/style.ts";
import type { Recording } from "../trace/recording.ts";
import { exit, UsageError } from "./exit.ts";
import { findLab } from "./find_lab.ts";
import { interruptible } from "./interrupt.ts";
import { once } from "./options.ts";
import { type KnobArgs, knobOptions, record } from "./run_options.ts";
import { claimsApply } from "./show.ts";
import { readAnswers } from "./stepper/answers.ts";
import { plainSteps } from "./stepper/plain.ts";
import { resultOf } from "./stepper/result.ts";
import { columns, note, palette, print, wantsColor } from "./terminal.ts";

interface StepArgs extends KnobArgs {
  lab: string | undefined;
  plain: boolean;
  answers: string | undefined;
  json: boolean;
  color: boolean | undefined;
  ascii: boolean;
}

export const step: CommandModule<object, StepArgs> = {
  command: "step [lab]",
  describe: "Walk through a lab: predict, step, and see why",
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
        describe: 'Answers to the questions, as JSON: {"write-returns": "no error"}',
      })
      .option("json", {
        type: "boolean",
        default: false,
        describe: "Print what came of the questions, as JSON",
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
    const answers =
      args.answers === undefined ? new Map() : await readAnswers(args.answers, lab.questions, recording);
    while (walk.step.kind !== "end") {
      const { step } = walk;
      const answer = step.kind === "question" ? answers.get(step.question.id) : undefined;
      if (answer !== undefined) walk.answer(answer);
      walk.skip();
      walk.forward();
    }
    if (args.json) print(JSON.stringify(resultOf(walk), null, 2));
    else {
      const style = {
        width: columns(),
        symbols: args.ascii ? ascii : unicode,
        palette: palette(wantsColor(args.color)),
      };
      for (const line of plainSteps(walk, style)) print(line.trimEnd());
    }
    process.exitCode = claimsHold(lab, recording) ? exit.held : exit.didNotHold;
  },
};

/** Whether the lab's claims hold, if the recording has the knobs that they are about. Says which do not. */
function claimsHold(lab: Lab, recording: Recording): boolean {
  if (!claimsApply(lab, recording)) return true;
  const broken = checkClaims(lab, recording).filter(({ seen }) => seen !== null);
  for (const { text, seen } of broken) note(`eoflab: ${lab.id} does not hold: ${text}; seen: ${seen}`);
  return broken.length === 0;
}
