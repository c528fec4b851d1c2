/**
 * `eoflab start`: puts an exercise into the user's folder.
 *
 * @module
 */

import { dirname } from "node:path";
import type { CommandModule } from "yargs";
import { EoflabError } from "../errors.ts";
import { putFile, putSettings } from "../workshop/user_files.ts";
import { UsageError } from "./exit.ts";
import { invocation } from "./invocation.ts";
import { openProgress } from "./progress/store.ts";
import { print } from "./terminal.ts";
import { type WorkshopArgs, workshopOptions } from "./workshop/options.ts";
import { shortPath } from "./workshop/report.ts";
import { type Chosen, chosen, exerciseLabs, givenText, remember } from "./workshop/which.ts";

interface StartArgs extends WorkshopArgs {
  force: boolean;
}

export const start: CommandModule<object, StartArgs> = {
  builder: (y) =>
    workshopOptions(y, "A lab's name or number; the first exercise that you have not passed if none is given")
      .option("force", {
        type: "boolean",
        default: false,
        describe: "Begin anew where you have changed the file; yours is kept beside it",
      })
      .example("$0 start silent-eof", "The first exercise, as exercises/01_silent_eof.ts")
      .example("$0 start --dir ~/eoflab", "Into a folder of your own") as never,
  handler: (args) => {
    const store = openProgress(args.state);
    const lab = args.lab ?? exerciseLabs.find(({ id }) => store.lab(id).exercise?.passed !== true)?.id;
    if (lab === undefined) {
      print("You have passed every exercise. One of them again: eoflab start LAB");
      return;
    }
    const which = chosen({ ...args, lab }, store);
    begin(which, args.force);
    remember(store, which, { ...which.progress, passed: which.progress.passed && !args.force });
    for (const line of whatNext(which)) print(line);
  },
};

/**
 * Puts the exercise there, and says what became of a file that was there.
 *
 * @throws UsageError when it was changed, unless `force` is set; EoflabError when it cannot be written
 */
export function begin(which: Chosen, force: boolean): void {
  const { file, lab } = which;
  try {
    const { what, backup } = putFile(file, givenText(which), force);
    putSettings(dirname(file));
    if (backup !== null) print(`Your file is kept as ${shortPath(backup)}`);
    print(
      `${shortPath(file)} ${{ new: "is new", same: "is there, as it was given", replaced: "is as it was given" }[what]}`,
    );
  } catch (err) {
    if (!(err instanceof EoflabError) || err.code !== "CHANGED") throw err;
    throw new UsageError(
      `${shortPath(file)}: you have changed it. Go on with: ${invocation("workshop")} check ${lab.id}\n` +
        `Begin anew with --force; your file is kept beside it.`,
    );
  }
}

function* whatNext({ lab, exercise, file }: Chosen): Generator<string> {
  yield `The task: ${exercise.task}.`;
  yield "";
  yield `  1. Open ${shortPath(file)} in your editor, and read what is at its top.`;
  yield `  2. ${invocation("workshop")} check ${lab.id}    or, at every save: ${invocation("workshop")} watch ${lab.id}`;
  yield `  3. ${invocation("workshop")} hint ${lab.id}     when you do not get on`;
}
