/**
 * The command that runs the process of a check, on each runtime.
 *
 * @module
 */

import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { EoflabError } from "../errors.ts";
import { runtime } from "../net/platform.ts";
import { ownModules } from "./own_modules.ts";
import { isCompiled, projectFolder } from "./sources.ts";

/** A runtime that the user's file can run on. */
export type RuntimeName = "node" | "deno" | "bun";

/** All of them. */
export const runtimeNames: readonly RuntimeName[] = ["node", "deno", "bun"];

/** A program, and its arguments up to those of the script. */
export interface RuntimeCommand {
  readonly program: string;
  readonly args: readonly string[];
}

/** The runtime of this process. */
export function ownRuntime(): RuntimeName {
  return runtime().name.toLowerCase() as RuntimeName;
}

/**
 * How the process of a check is started.
 *
 * @param file the path of the user's file, whose folder the process may read
 * @throws EoflabError NOT_INSTALLED when this is an unbuilt checkout and Node is wanted
 */
export function commandFor(name: RuntimeName, file: string): RuntimeCommand {
  // What V8 is told when a loop does not end (where_it_is.ts).
  const inspect = "--inspect=127.0.0.1:0";
  const flags = name === "bun" ? [] : [inspect];
  return moduleCommand(name, "workshop/check_process", {
    flags: name === "deno" ? [...flags, `--import-map=${importMap()}`] : flags,
    folders: [dirname(file)],
  });
}

/** What a module of eoflab's own is started with. */
export interface ModuleOptions {
  /** The runtime's own flags. */
  readonly flags?: readonly string[];
  /** What Deno may read beside the project. */
  readonly folders?: readonly string[];
  /** Further permissions on Deno. */
  readonly permissions?: readonly string[];
  /** The program; the one that is found unless set. */
  readonly program?: string;
}

/**
 * How a module of eoflab's own is started as a process.
 *
 * @param module its path in lib/, without the ending
 * @throws EoflabError NOT_INSTALLED when this is an unbuilt checkout and Node is wanted
 */
export function moduleCommand(
  name: RuntimeName,
  module: string,
  options: ModuleOptions = {},
): RuntimeCommand {
  const { flags = [], folders = [], permissions = [] } = options;
  const program = options.program ?? (name === ownRuntime() ? process.execPath : (ownDeno(name) ?? name));
  if (name === "node") return { program, args: [...flags, compiled(module)] };
  if (name === "bun") return { program, args: [...flags, scriptPath(module)] };
  return {
    program,
    args: [
      "run",
      "--no-prompt",
      "--no-lock",
      ...flags,
      "--allow-net=127.0.0.1,[::1]",
      `--allow-read=${[projectFolder, ...folders].join(",")}`,
      ...permissions,
      scriptPath(module),
    ],
  };
}

/** The Deno that came with the project's own packages. */
function ownDeno(name: RuntimeName): string | null {
  const own = join(projectFolder, "node_modules/.bin/deno");
  return name === "deno" && existsSync(own) ? own : null;
}

/** The ending of this module's own file. */
const ending = import.meta.url.slice(import.meta.url.lastIndexOf("."));

function scriptPath(module: string): string {
  return fileURLToPath(new URL(`../${module}${ending}`, import.meta.url));
}

/** The compiled script: Node before 22.18 runs no other. */
function compiled(module: string): string {
  if (isCompiled) return scriptPath(module);
  const url = new URL(`file://${projectFolder}dist/lib/${module}.js`);
  if (existsSync(url)) return fileURLToPath(url);
  throw new EoflabError("NOT_INSTALLED", "Node runs what is compiled, and it is not: npm run build");
}

/** Where Deno finds the modules of eoflab. */
function importMap(): string {
  const imports = Object.fromEntries(Object.entries(ownModules).map(([name, url]) => [name, url.href]));
  return `data:application/json,${encodeURIComponent(JSON.stringify({ imports }))}`;
}
