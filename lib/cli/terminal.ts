/**
 * The terminal: how wide it is, whether it takes colours, and writing to it.
 *
 * @module
 */

import process from "node:process";
import { Chalk } from "chalk";
import type { Palette } from "../ladder/style.ts";
import { exit } from "./exit.ts";

/** Ends every style. */
export const noStyle = "\u001b[0m";

/** Lines are no longer than this, however wide the terminal is: longer ones are hard to read. */
const widest = 120;

/** The columns of the terminal, or 80 where there is none, or one that does not say (its size is 0). */
export function allColumns(): number {
  return process.stdout.columns || 80;
}

/** The columns to write in. */
export function columns(): number {
  return Math.min(allColumns(), widest);
}

/**
 * Whether to use colours: by the flag, then by NO_COLOR, then by FORCE_COLOR, then by whether stdout is a terminal.
 *
 * @param flag `--color` or `--no-color`; `undefined` if neither was given
 */
export function wantsColor(flag: boolean | undefined): boolean {
  if (flag !== undefined) return flag;
  const { NO_COLOR, FORCE_COLOR } = process.env;
  if (NO_COLOR !== undefined && NO_COLOR !== "") return false;
  if (FORCE_COLOR !== undefined) return FORCE_COLOR !== "0" && FORCE_COLOR !== "false";
  return process.stdout.isTTY === true && process.env.TERM !== "dumb";
}

/** The colours, or none. */
export function palette(color: boolean): Palette {
  const chalk = new Chalk({ level: color ? 1 : 0 });
  return { dim: chalk.dim, bold: chalk.bold, bad: chalk.red, good: chalk.green, accent: chalk.cyan };
}

/** Prints a line of data. */
export function print(line = ""): void {
  process.stdout.write(`${line}\n`);
}

/** Prints a line for the person, beside the data. */
export function note(line: string): void {
  process.stderr.write(`${line}\n`);
}

/**
 * For whoever prints much in colours: Ctrl-C in the middle of a line leaves none behind. The terminal drops what it has
 * not yet shown, and the end of a colour with it.
 */
export function endColoursWithProgram(): void {
  process.once("SIGINT", () => {
    process.stdout.write(`${noStyle}\n`);
    process.exit(exit.interrupted);
  });
}

/** Ends without a word when nobody reads any more what is printed (`eoflab run | head -1`). */
export function endWithReader(): void {
  process.stdout.on("error", (err: { code?: string; name?: string }) => {
    // Deno's own error, ConnectionReset, comes where its reader left with bytes unread.
    if (err.code === "EPIPE" || err.code === "ECONNRESET" || err.name === "ConnectionReset") process.exit(0);
    throw err;
  });
}
