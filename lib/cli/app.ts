/**
 * The command line: which commands there are, and what is done with what they throw.
 *
 * @module
 */

import process from "node:process";
import yargs, { type CommandModule } from "yargs";
import { commands } from "./commands.ts";
import { exit, explain, UsageError } from "./exit.ts";
import { nearest } from "./nearest.ts";
import { standardInput } from "./read_file.ts";
import { hasScreen } from "./screen/screen.ts";
import { columns, endWithReader, note } from "./terminal.ts";
import { version } from "./version.ts";

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
    const all = bare ? [...(await withoutCommand(first)), ...words] : words;
    const name = all.find((word) => word in commands);
    await parser(all, name, await commands[name ?? ""]?.load()).parseAsync();
  } catch (err) {
    const { code, message } = explain(err);
    note(`eoflab: ${message}`);
    process.exitCode = code;
  }
}

/** What is done where no command is written: the menu in a terminal, elsewhere the first lab. */
async function withoutCommand(first: string | undefined): Promise<string[]> {
  if (hasScreen() && (first === undefined || /^--state(=|$)/.test(first))) return ["menu"];
  const { labs } = await import("../../labs/mod.ts");
  return ["run", labs[0].id];
}

/** @param name the command that is asked for, if any, and what it is; of the others the help says what they are for */
function parser(
  args: readonly string[],
  name: string | undefined,
  asked: CommandModule<object, never> | undefined,
) {
  const all = yargs([...args]);
  for (const [one, { command, describe }] of Object.entries(commands)) {
    all.command({ handler: () => {}, ...(one === name ? asked : {}), command, describe });
  }
  return all
    .scriptName("eoflab")
    .usage(
      "eoflab: stand inside the server while the client gets EOF and the log stays clean\n\n$0 <command>",
    )
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
  const names = Object.keys(commands);
  if (written.startsWith("-") || names.includes(written)) return;
  const meant = nearest(written, names);
  const hint = meant === undefined ? `want ${names.join(", ")}` : `did you mean ${meant}?`;
  throw new UsageError(`unknown command ${written}: ${hint}`);
}
