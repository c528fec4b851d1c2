/**
 * The command lines of the tools in this folder that have options.
 *
 * @module
 */

import process from "node:process";

/**
 * Runs a tool with what its command line says.
 *
 * @param usage its options, a line or more
 * @param read makes options of the arguments; what it throws is a mistake on the command line
 * @returns the exit code: 0 for `--help`, 2 for a mistake
 */
export async function runTool<T>(
  name: string,
  usage: string,
  read: (args: string[]) => T,
  run: (options: T) => Promise<number>,
): Promise<number> {
  const args = process.argv.slice(2);
  if (args.includes("--help") || args.includes("-h")) {
    process.stdout.write(`${usage}\n`);
    return 0;
  }
  let options: T;
  try {
    options = read(args);
  } catch (err) {
    process.stderr.write(`${name}: ${err instanceof Error ? err.message : err}\n${usage}\n`);
    return 2;
  }
  return await run(options);
}

/**
 * A whole number, as it is written on a command line.
 *
 * @throws Error that says the option, and what it wants
 */
export function wholeNumber(option: string, text: string, least = 0): number {
  const number = /^\d{1,9}$/.test(text) ? Number(text) : -1;
  if (number < least) {
    throw new Error(`--${option} ${text}: want a whole number from ${least} to 999999999`);
  }
  return number;
}
