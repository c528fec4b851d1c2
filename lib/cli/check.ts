/**
 * `eoflab check`: looks whether the user's server is repaired.
 *
 * @module
 */

import { existsSync } from "node:fs";
import process from "node:process";
import type { CommandModule } from "yargs";
import { ascii, unicode } from "../ladder/style.ts";
import { type Checked, checkFile, passed } from "../workshop/check.ts";
import { exit, UsageError } from "./exit.ts";
import { interruptible } from "./interrupt.ts";
import { invocation } from "./invocation.ts";
import { openProgress, type ProgressStore } from "./progress/store.ts";
import { columns, palette, print, wantsColor } from "./terminal.ts";
import { type CheckArgs, checkOptions, searchPath } from "./workshop/options.ts";
import { type ReportStyle, report, reportData, shortPath } from "./workshop/report.ts";
import { type Chosen, chosen, remember } from "./workshop/which.ts";

interface Args extends CheckArgs {
  json: boolean;
}

export const check: CommandModule<object, Args> = {
  builder: (y) =>
    checkOptions(y, "A lab's name or number; what you worked on last if none is given")
      .option("json", { type: "boolean", default: false, describe: "Print what was found as JSON" })
      .example("$0 check", "What you worked on last")
      .example("$0 check silent-eof --runtime deno", "On Deno, whatever eoflab runs on") as never,
  handler: async (args) => {
    const store = openProgress(args.state);
    const which = chosen(args, store);
    const checked = await interruptible((signal) => checkChosen(which, store, args, signal));
    if (args.json) print(JSON.stringify(reportData(which, checked), null, 2));
    else for (const line of report(which, checked, styleOf(args))) print(line);
    process.exitCode = passed(checked) ? exit.held : exit.didNotHold;
  },
};

/**
 * Checks the user's file, and writes down when it has passed.
 *
 * @throws UsageError when the file is not there
 */
export async function checkChosen(
  which: Chosen,
  store: ProgressStore,
  { runtime }: Pick<CheckArgs, "runtime">,
  signal: AbortSignal,
): Promise<Checked> {
  const { lab, file, progress } = which;
  if (!existsSync(file)) {
    throw new UsageError(
      `${shortPath(file)} is not there. Begin with: ${invocation("workshop")} start ${lab.id}`,
    );
  }
  const checked = await checkFile({ lab: lab.id, file, runtime, signal, path: searchPath() });
  remember(store, which, { ...progress, passed: progress.passed || passed(checked) });
  return checked;
}

/** How a check is told on this terminal. */
export function styleOf(args: Pick<CheckArgs, "color" | "ascii">): ReportStyle {
  const symbols = args.ascii ? ascii : unicode;
  return { width: columns(), palette: palette(wantsColor(args.color)), symbols };
}
