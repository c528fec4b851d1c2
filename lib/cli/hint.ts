/**
 * `eoflab hint`: the next hint of an exercise, each telling more than the one before.
 *
 * @module
 */

import type { CommandModule } from "yargs";
import { wrap } from "../ladder/wrap.ts";
import { invocation } from "./invocation.ts";
import { openProgress } from "./progress/store.ts";
import { columns, print } from "./terminal.ts";
import { type WorkshopArgs, workshopOptions } from "./workshop/options.ts";
import { type Chosen, chosen, remember } from "./workshop/which.ts";

interface HintArgs extends WorkshopArgs {
  again: boolean;
}

export const hint: CommandModule<object, HintArgs> = {
  builder: (y) =>
    workshopOptions(y, "A lab's name or number; what you worked on last if none is given")
      .option("again", { type: "boolean", default: false, describe: "Only those that you have had" })
      .example("$0 hint", "The next hint for what you worked on last") as never,
  handler: (args) => {
    const store = openProgress(args.state);
    const which = chosen(args, store);
    const { exercise, progress } = which;
    const hints = Math.min(progress.hints + (args.again ? 0 : 1), exercise.hints.length);
    if (hints !== progress.hints) remember(store, which, { ...progress, hints });
    for (const line of hintLines(which, hints, columns())) print(line);
  },
};

/** So many hints of an exercise, the last one whole. */
export function* hintLines({ lab, exercise }: Chosen, hints: number, width: number): Generator<string> {
  const all = exercise.hints.length;
  for (const [i, text] of exercise.hints.slice(0, hints).entries()) {
    yield `Hint ${i + 1} of ${all}`;
    for (const line of wrap(text, width - 2)) yield `  ${line}`;
  }
  if (hints === 0) yield `No hint so far: ${invocation("workshop")} hint ${lab.id}`;
  else if (hints === all)
    yield `That was the last one. All of it: ${invocation("workshop")} solution ${lab.id} --reveal`;
}
