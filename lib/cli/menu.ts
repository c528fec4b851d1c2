/**
 * `eoflab` alone in a terminal: the menu of labs.
 *
 * @module
 */

import process from "node:process";
import type { CommandModule } from "yargs";
import { labs } from "../../labs/mod.ts";
import type { Lab } from "../lab/lab.ts";
import { parts } from "../lab/parts.ts";
import { findLabs, menuLines } from "./menu/lines.ts";
import { once } from "./options.ts";
import { untouched } from "./progress/progress.ts";
import { openProgress, type ProgressStore } from "./progress/store.ts";
import { type Screen, withScreen } from "./screen/screen.ts";
import { stepThrough } from "./step.ts";
import { palette, wantsColor } from "./terminal.ts";

interface MenuArgs {
  state: string | undefined;
  color: boolean | undefined;
  ascii: boolean;
}

export const menu: CommandModule<object, MenuArgs> = {
  builder: (y) =>
    y
      .option("state", {
        type: "string",
        requiresArg: true,
        coerce: once<string>("state"),
        describe: "Keep the progress in this file",
      })
      .option("color", { type: "boolean", describe: "Colours, or none (--no-color)" })
      .option("ascii", { type: "boolean", default: false, describe: "Draw with ASCII characters only" })
      .example("$0 menu --state progress.json", "With the progress in a file of one's own") as never,
  handler: async (args) => {
    const progress = openProgress(args.state);
    // What is wrong with the file is said before the screen hides it.
    const known = progress.read();
    let at = Math.max(
      labs.findIndex(({ id }) => known.labs[id]?.done !== true),
      0,
    );
    for (;;) {
      const chosen = await withScreen((screen) => choose(screen, at, progress, args));
      if (chosen === null) break;
      at = labs.indexOf(chosen);
      await stepThrough(chosen, args);
    }
    process.exitCode = 0;
  },
};

/** The lab that is chosen; `null` to quit. */
async function choose(
  screen: Screen,
  from: number,
  progress: ProgressStore,
  { color, ascii }: MenuArgs,
): Promise<Lab | null> {
  const colors = palette(wantsColor(color));
  const { labs: known } = progress.read();
  let at = from;
  let search: string | null = null;
  for (;;) {
    const found: readonly Lab[] = search === null ? labs : findLabs(labs, search);
    at = Math.max(0, Math.min(at, found.length - 1));
    const { rows } = screen;
    const ofLab = (id: string) => known[id] ?? untouched;
    screen.draw(menuLines({ found, at, search, progress: ofLab, parts, palette: colors, ascii, rows }));
    const key = await screen.key();
    if (key === "up") at--;
    else if (key === "down") at++;
    else if (key === "home" || key === "pageup") at = 0;
    else if (key === "end" || key === "pagedown") at = found.length - 1;
    else if (key === "enter") {
      const lab = found[at];
      if (lab !== undefined) return lab;
    } else if (key === "eof" || (key === "q" && search === null)) return null;
    else if (key === "escape") search = null;
    else if (key === "backspace" && search !== null) search = search === "" ? null : search.slice(0, -1);
    else if (key === "/" && search === null) search = "";
    else if ([...key].length === 1) {
      search = (search ?? "") + key;
      at = 0;
    }
  }
}
