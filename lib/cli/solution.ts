/**
 * `eoflab solution`: how it can be repaired, once it is.
 *
 * @module
 */

import { readFileSync } from "node:fs";
import type { CommandModule } from "yargs";
import { solutionOf } from "../workshop/sources.ts";
import { UsageError } from "./exit.ts";
import { invocation } from "./invocation.ts";
import { openProgress } from "./progress/store.ts";
import { print } from "./terminal.ts";
import { type WorkshopArgs, workshopOptions } from "./workshop/options.ts";
import { chosen, remember } from "./workshop/which.ts";

interface SolutionArgs extends WorkshopArgs {
  reveal: boolean;
}

export const solution: CommandModule<object, SolutionArgs> = {
  builder: (y) =>
    workshopOptions(y, "A lab's name or number; what you worked on last if none is given")
      .option("reveal", {
        type: "boolean",
        default: false,
        describe: "Show it before that; your progress remembers it",
      })
      .example("$0 solution silent-eof", "Another way to do what you have done") as never,
  handler: (args) => {
    const store = openProgress(args.state);
    const which = chosen(args, store);
    const { lab, exercise, progress } = which;
    if (!progress.passed && !args.reveal && !progress.revealed) {
      throw new UsageError(
        `${lab.id} has not passed yet. A hint: ${invocation("workshop")} hint ${lab.id}\n` +
          `To see the solution nevertheless: ${invocation("workshop")} solution ${lab.id} --reveal`,
      );
    }
    const file = solutionOf(lab, exercise);
    if (!progress.passed) remember(store, which, { ...progress, revealed: true });
    print(readFileSync(file, "utf8").trimEnd());
  },
};
