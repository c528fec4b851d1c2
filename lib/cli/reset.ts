/**
 * `eoflab reset`: puts exercises back as they were given.
 *
 * @module
 */

import { existsSync } from "node:fs";
import type { CommandModule } from "yargs";
import { UsageError } from "./exit.ts";
import { openProgress } from "./progress/store.ts";
import { begin } from "./start.ts";
import { print } from "./terminal.ts";
import { type WorkshopArgs, workshopOptions } from "./workshop/options.ts";
import { chosen, exerciseLabs, remember } from "./workshop/which.ts";

interface ResetArgs extends WorkshopArgs {
  all: boolean;
}

export const reset: CommandModule<object, ResetArgs> = {
  builder: (y) =>
    workshopOptions(y, "A lab's name or number")
      .option("all", { type: "boolean", default: false, describe: "All that you have begun" })
      .example("$0 reset silent-eof", "One exercise, and what is remembered of it") as never,
  handler: (args) => {
    if (args.all === (args.lab !== undefined)) throw new UsageError("reset: want a lab, or --all");
    const store = openProgress(args.state);
    const begun = exerciseLabs.filter(({ id }) => store.lab(id).exercise !== undefined);
    const ids = args.lab === undefined ? begun.map(({ id }) => id) : [args.lab];
    if (ids.length === 0) print("No exercise was begun.");
    for (const id of ids) {
      const which = chosen({ ...args, lab: id }, store);
      if (args.lab !== undefined || existsSync(which.file)) begin(which, true);
      remember(store, which, {
        file: which.file,
        passed: false,
        hints: 0,
        revealed: which.progress.revealed,
      });
    }
  },
};
