/**
 * `eoflab next`: goes on with the next exercise.
 *
 * @module
 */

import type { CommandModule } from "yargs";
import { invocation } from "./invocation.ts";
import { openProgress } from "./progress/store.ts";
import { start } from "./start.ts";
import { print } from "./terminal.ts";
import { type WorkshopArgs, workshopOptions } from "./workshop/options.ts";
import { chosen, exerciseLabs } from "./workshop/which.ts";

export const next: CommandModule<object, WorkshopArgs> = {
  builder: (y) => workshopOptions(y, "").example("$0 next", "After one has passed") as never,
  handler: async (args) => {
    const store = openProgress(args.state);
    const open = exerciseLabs.filter(({ id }) => store.lab(id).exercise?.passed !== true);
    const begun = open.find(({ id }) => store.lab(id).exercise !== undefined);
    if (begun !== undefined) {
      const { file } = chosen({ ...args, lab: begun.id }, store);
      print(`${begun.id} is begun, and has not passed: ${file}`);
      print(
        `Go on with it: ${invocation("workshop")} check ${begun.id}. Leave it: ${invocation("workshop")} start LAB`,
      );
      return;
    }
    await start.handler({ ...args, lab: open[0]?.id, force: false, _: [], $0: "" });
  },
};
