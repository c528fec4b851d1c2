/**
 * The command line: which commands there are, and what is done with what they throw.
 *
 * @module
 */

import process from "node:process";
import yargs from "yargs";
import { labs } from "../../labs/mod.ts";
import { capture } from "./capture.ts";
import { check } from "./check.ts";
import { compare } from "./compare.ts";
import { diff } from "./diff.ts";
import { doctor } from "./doctor.ts";
import { exit, explain, UsageError } from "./exit.ts";
import { exportCommand } from "./export.ts";
import { findCommand } from "./find.ts";
import { hint } from "./hint.ts";
import { list } from "./list.ts";
import { menu } from "./menu.ts";
import { nearest } from "./nearest.ts";
import { next } from "./next.ts";
import { phrasebook } from "./phrasebook.ts";
import { progress } from "./progress.ts";
import { standardInput } from "./read_file.ts";
import { replay } from "./replay.ts";
import { reset } from "./reset.ts";
import { run } from "./run.ts";
import { hasScreen } from "./screen/screen.ts";
import { solution } from "./solution.ts";
import { start } from "./start.ts";
import { step } from "./step.ts";
import { teach } from "./teach.ts";
import { columns, endWithReader, note } from "./terminal.ts";
import { tour } from "./tour.ts";
import { verify } from "./verify.ts";
import { version } from "./version.ts";
import { watch } from "./watch.ts";
import { wire } from "./wire.ts";

const commands = [
  "menu",
  "list",
  "find",
  "phrasebook",
  "run",
  "capture",
  "wire",
  "step",
  "tour",
  "replay",
  "diff",
  "export",
  "verify",
  "start",
  "check",
  "watch",
  "hint",
  "solution",
  "reset",
  "next",
  "progress",
  "teach",
  "compare",
  "doctor",
];

/** Options that are about eoflab itself, and so need no command. */
const globals = ["--help", "-h", "--version", "-V"];

/** Runs a command line. Never throws; the exit code is in `process.exitCode`. */
export async function main(args: readonly string[]): Promise<void> {
  endWithReader();
  try {
    const [first] = args;
    const bare = first === undefined || (first.startsWith("-") && !globals.includes(first));
    if (!bare) checkCommand(first);
    const words = args.map((word) => (word === "-" ? standardInput : word));
    await parser(bare ? [...withoutCommand(first), ...words] : words).parseAsync();
  } catch (err) {
    const { code, message } = explain(err);
    note(`eoflab: ${message}`);
    process.exitCode = code;
  }
}

/** What is done where no command is written: the menu in a terminal, elsewhere the first lab. */
function withoutCommand(first: string | undefined): string[] {
  const isMenu = hasScreen() && (first === undefined || /^--state(=|$)/.test(first));
  return isMenu ? ["menu"] : ["run", labs[0].id];
}

function parser(args: readonly string[]) {
  return yargs([...args])
    .scriptName("eoflab")
    .usage(
      "eoflab: stand inside the server while the client gets EOF and the log stays clean\n\n$0 <command>",
    )
    .command(menu)
    .command(list)
    .command(findCommand)
    .command(phrasebook)
    .command(run)
    .command(capture)
    .command(step)
    .command(tour)
    .command(replay)
    .command(diff)
    .command(exportCommand)
    .command(verify)
    .command(start)
    .command(check)
    .command(watch)
    .command(hint)
    .command(solution)
    .command(reset)
    .command(next)
    .command(progress)
    .command(teach)
    .command(compare)
    .command(wire)
    .command(doctor)
    .parserConfiguration({ "greedy-arrays": false })
    .locale("en")
    .wrap(columns())
    .strict()
    .help()
    .alias("h", "help")
    .version(version)
    .alias("V", "version")
    .epilogue(
      `Without a command it shows the menu, or runs the first lab where there is no terminal. Exit codes: ${exit.held} held, ${exit.didNotHold} did not hold, ` +
        `${exit.usage} usage, ${exit.inconclusive} inconclusive, ${exit.missing} something needed is missing, ` +
        `${exit.bug} a bug in eoflab, ${exit.interrupted} interrupted.`,
    )
    .exitProcess(false)
    .fail((message, err) => {
      // yargs throws its own errors for what is missing behind an option, and hands over all others as they are.
      if (err instanceof Error && err.name !== "YError") throw err;
      throw new UsageError(
        `${err?.message ?? message}\nThe command's options: eoflab ${args[0] ?? ""} --help`,
      );
    });
}

/**
 * yargs itself takes an unknown command for a wrong argument, and knows no better.
 *
 * @throws UsageError with the nearest command
 */
function checkCommand(written: string): void {
  if (written.startsWith("-") || commands.includes(written)) return;
  const meant = nearest(written, commands);
  const hint = meant === undefined ? `want ${commands.join(", ")}` : `did you mean ${meant}?`;
  throw new UsageError(`unknown command ${written}: ${hint}`);
}
