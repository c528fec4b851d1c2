/**
 * `eoflab teach check`: checks the exercises themselves.
 *
 * @module
 */

import process from "node:process";
import type { CommandModule } from "yargs";
import { ascii, unicode } from "../../ladder/style.ts";
import { wrap } from "../../ladder/wrap.ts";
import { ownRuntime, type RuntimeName, runtimeNames } from "../../workshop/runtimes.ts";
import { teachCheck } from "../../workshop/teach_check.ts";
import { exit } from "../exit.ts";
import { interruptible } from "../interrupt.ts";
import { once } from "../options.ts";
import { columns, palette, print, wantsColor } from "../terminal.ts";
import { searchPath } from "../workshop/options.ts";
import { exerciseLabs, exerciseOf, labWithExercise } from "../workshop/which.ts";

interface TeachCheckArgs {
  labs: string[];
  runtime: RuntimeName | undefined;
  color: boolean | undefined;
  ascii: boolean;
}

export const check: CommandModule<object, TeachCheckArgs> = {
  command: "check [labs..]",
  describe: "Each exercise fails as it is given, its solution passes, and no mutant does",
  builder: (y) =>
    y
      .positional("labs", {
        type: "string",
        array: true,
        default: [],
        describe: "Names or numbers of labs; all that have an exercise if none is given",
      })
      .option("runtime", {
        choices: runtimeNames,
        requiresArg: true,
        coerce: once<RuntimeName>("runtime"),
        describe: "What the files run on; what eoflab itself runs on unless given",
      })
      .option("color", { type: "boolean", describe: "Colours, or none (--no-color)" })
      .option("ascii", { type: "boolean", default: false, describe: "Draw with ASCII characters only" })
      .example("$0 teach check", "All exercises, before the room is full") as never,
  handler: async (args) => {
    const labs = args.labs.length === 0 ? exerciseLabs : args.labs.map(labWithExercise);
    const { runtime } = args;
    const { good, bad } = palette(wantsColor(args.color));
    const symbols = args.ascii ? ascii : unicode;
    const wrong = await interruptible(async (signal) => {
      let count = 0;
      for (const lab of labs) {
        const exercise = exerciseOf(lab);
        const found = await teachCheck(lab, exercise, { runtime, path: searchPath(), signal });
        const held = found.length === 0;
        if (!held) count++;
        const parts = `${exercise.behaviours.length} behaviours, ${exercise.mutants.length} mutants, ${exercise.hints.length} hints, ${lab.questions.length} questions`;
        print(`${held ? good(symbols.mark) : bad(symbols.bad)} ${lab.id.padEnd(20)} ${parts}`);
        for (const sentence of found) {
          for (const line of wrap(sentence, columns() - 4)) print(`    ${line}`);
        }
      }
      return count;
    });
    const said = `${labs.length - wrong} of ${labs.length} exercises are as they should be, on ${runtime ?? ownRuntime()}`;
    print(wrong === 0 ? good(said) : bad(said));
    process.exitCode = wrong === 0 ? exit.held : exit.didNotHold;
  },
};
