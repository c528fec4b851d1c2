/**
 * Options that several commands have.
 *
 * @module
 */

import type { Argv } from "yargs";
import type { TransportName } from "../net/platform.ts";
import { UsageError } from "./exit.ts";

/** The options of every command that shows a recording. */
export function showOptions<T>(
  y: Argv<T>,
): Argv<T & { color: boolean | undefined; ascii: boolean; notes: boolean }> {
  return y
    .option("notes", {
      type: "boolean",
      default: false,
      describe: "Say at each event why it happens, and where Go does the same",
    })
    .option("color", { type: "boolean", describe: "Colours, or none (--no-color)" })
    .option("ascii", { type: "boolean", default: false, describe: "Draw with ASCII characters only" });
}

/** The option of every command that opens sockets. */
export function transportOption<T>(y: Argv<T>): Argv<T & { transport: TransportName | undefined }> {
  return y.option("transport", {
    choices: ["node", "deno"] as const,
    requiresArg: true,
    coerce: once<TransportName>("transport"),
    describe: "What carries the bytes: node:net, or Deno.listen (on Deno)",
  });
}

/**
 * For an option that has one value: yargs would make a list of two.
 *
 * @throws UsageError when it is given again
 */
export function once<T>(name: string): (value: T | T[] | undefined) => T | undefined {
  return (value) => {
    if (Array.isArray(value)) throw new UsageError(`--${name} is given ${value.length} times: want it once`);
    return value;
  };
}
