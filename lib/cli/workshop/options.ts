/**
 * Options of the commands of the workshop.
 *
 * @module
 */

import process from "node:process";
import type { Argv } from "yargs";
import { type RuntimeName, runtimeNames } from "../../workshop/runtimes.ts";
import { usualFolder } from "../../workshop/user_files.ts";
import { once } from "../options.ts";

/** What every command of the workshop is told. */
export interface WorkshopArgs {
  lab: string | undefined;
  dir: string | undefined;
  state: string | undefined;
}

/** Adds them. */
export function workshopOptions<T>(y: Argv<T>, whichLab: string): Argv<T & WorkshopArgs> {
  return y
    .positional("lab", { type: "string", describe: whichLab })
    .option("dir", {
      type: "string",
      requiresArg: true,
      coerce: once<string>("dir"),
      describe: `The folder of your exercises; ./${usualFolder} unless given`,
    })
    .option("state", {
      type: "string",
      requiresArg: true,
      coerce: once<string>("state"),
      describe: "The file of your progress, instead of the one in the state folder",
    });
}

/** What a check is told. */
export interface CheckArgs extends WorkshopArgs {
  runtime: RuntimeName | undefined;
  color: boolean | undefined;
  ascii: boolean;
}

/** Adds them. */
export function checkOptions<T>(y: Argv<T>, whichLab: string): Argv<T & CheckArgs> {
  return workshopOptions(y, whichLab)
    .option("runtime", {
      choices: runtimeNames,
      requiresArg: true,
      coerce: once<RuntimeName>("runtime"),
      describe: "What your file runs on; what eoflab itself runs on unless given",
    })
    .option("color", { type: "boolean", describe: "Colours, or none (--no-color)" })
    .option("ascii", { type: "boolean", default: false, describe: "Draw with ASCII characters only" });
}

/** Where other runtimes are looked for: nowhere, when Deno does not let us know. */
export function searchPath(): string {
  try {
    return process.env.PATH ?? "";
  } catch {
    return "";
  }
}
