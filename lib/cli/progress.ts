/**
 * `eoflab progress`: what was done so far.
 *
 * @module
 */

import type { CommandModule } from "yargs";
import { labs } from "../../labs/mod.ts";
import { ascii as asciiSymbols, unicode } from "../ladder/style.ts";
import { once } from "./options.ts";
import { openProgress, type ProgressStore } from "./progress/store.ts";
import { palette, print, wantsColor } from "./terminal.ts";
import { shortPath } from "./workshop/report.ts";
import { exerciseLabs } from "./workshop/which.ts";

interface ProgressArgs {
  state: string | undefined;
  json: boolean;
  color: boolean | undefined;
  ascii: boolean;
}

export const progress: CommandModule<object, ProgressArgs> = {
  builder: (y) =>
    y
      .option("json", { type: "boolean", default: false, describe: "Print it as JSON" })
      .option("state", {
        type: "string",
        requiresArg: true,
        coerce: once<string>("state"),
        describe: "The file of your progress, instead of the one in the state folder",
      })
      .option("color", { type: "boolean", describe: "Colours, or none (--no-color)" })
      .option("ascii", { type: "boolean", default: false, describe: "ASCII characters only" })
      .example("$0 progress --json", "For a program") as never,
  handler: (args) => {
    const store = openProgress(args.state);
    if (args.json) print(JSON.stringify(data(store), null, 2));
    else for (const line of lines(store, args)) print(line);
  },
};

function data(store: ProgressStore): object {
  const all = labs.map((lab) => {
    const { done, exercise } = store.lab(lab.id);
    return {
      lab: lab.id,
      done,
      exercise: exerciseLabs.includes(lab) ? (exercise ?? "not begun") : null,
    };
  });
  const passed = exerciseLabs.filter(({ id }) => store.lab(id).exercise?.passed === true).length;
  return { passed, exercises: exerciseLabs.length, labs: all };
}

function* lines(store: ProgressStore, args: ProgressArgs): Generator<string> {
  const { good, dim, accent, bold } = palette(wantsColor(args.color));
  const symbols = args.ascii ? asciiSymbols : unicode;
  yield bold("   lab                      read   exercise");
  for (const lab of labs) {
    const { done, exercise } = store.lab(lab.id);
    const name = `${String(lab.number).padStart(2, "0")} ${lab.id}`.padEnd(24);
    const read = done ? good("done ") : dim("-    ");
    let state = dim(exerciseLabs.includes(lab) ? "-" : "has none");
    if (exercise !== undefined) {
      const hints = exercise.hints === 0 ? "" : `, ${exercise.hints} hints`;
      const said = `${exercise.passed ? "passed" : "begun"}${hints}${exercise.revealed ? ", solution seen" : ""}`;
      state = `${exercise.passed ? good(said) : accent(said)}  ${dim(shortPath(exercise.file))}`;
    }
    yield `${exercise?.passed ? good(symbols.mark) : " "}  ${name} ${read}  ${state}`.trimEnd();
  }
  const passed = exerciseLabs.filter(({ id }) => store.lab(id).exercise?.passed === true).length;
  yield "";
  yield `${passed} of ${exerciseLabs.length} exercises passed`;
}
