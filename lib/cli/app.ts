/**
 * The command line: which commands there are, and what is done with what they throw.
 *
 * @module
 */

import process from "node:process";
import { commands } from "./commands.ts";
import { explain, UsageError } from "./exit.ts";
import { help, leastWidth } from "./help.ts";
import { columns, endWithReader, note, print } from "./terminal.ts";
import { version } from "./version.ts";

/** Options that are about eoflab itself, and so need no command. */
const helps = ["--help", "-h"];
const versions = ["--version", "-V"];
const globals = [...helps, ...versions];

/** Runs a command line. Never throws; the exit code is in `process.exitCode`. */
export async function main(args: readonly string[]): Promise<void> {
  endWithReader();
  try {
    const [first] = args;
    if (first !== undefined && args.length === 1 && globals.includes(first)) {
      if (versions.includes(first)) return print(version);
      if (columns() >= leastWidth) return print(help(columns()));
    }
    await command(args);
  } catch (err) {
    const { code, message } = explain(err);
    note(`eoflab: ${message}`);
    process.exitCode = code;
  }
}

async function command(args: readonly string[]): Promise<void> {
  const [first] = args;
  const bare = first === undefined || (first.startsWith("-") && !globals.includes(first));
  if (!bare) await checkCommand("", first, Object.keys(commands));
  const [, second] = args;
  const parts = commands[first ?? ""]?.parts;
  if (parts !== undefined && second !== undefined) await checkCommand(`${first} `, second, parts);
  const { standardInput } = await import("./read_file.ts");
  const words = args.map((word) => (word === "-" ? standardInput : word));
  const all = bare ? [...(await withoutCommand(first)), ...words] : words;
  const name = all.find((word) => word in commands);
  const { parser } = await import("./parser.ts");
  await parser(all, name, await commands[name ?? ""]?.load(), columns()).parseAsync();
}

/** What is done where no command is written: the menu in a terminal, elsewhere the first lab. */
async function withoutCommand(first: string | undefined): Promise<string[]> {
  const { hasScreen } = await import("./screen/screen.ts");
  if (hasScreen() && (first === undefined || /^--state(=|$)/.test(first))) return ["menu"];
  const { labs } = await import("../../labs/mod.ts");
  return ["run", labs[0].id];
}

/**
 * yargs itself takes an unknown command for a wrong argument, and knows no better.
 *
 * @param before what stands before it, if it is a part of another
 * @throws UsageError with the nearest command
 */
async function checkCommand(before: string, written: string, names: readonly string[]): Promise<void> {
  if (written.startsWith("-") || names.includes(written)) return;
  const { nearest } = await import("./nearest.ts");
  const meant = nearest(written, names);
  const hint = meant === undefined ? `want ${names.join(", ")}` : `did you mean ${before}${meant}?`;
  throw new UsageError(`unknown command ${before}${written}: ${hint}`);
}
