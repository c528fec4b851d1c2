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
  const program = name === ownRuntime() ? process.execPath : (ownDeno(name) ?? name);
  // What V8 is told when a loop does not end (where_it_is.ts).
  const inspect = "--inspect=127.0.0.1:0";
  if (name === "node") return { program, args: [inspect, scriptPath(compiled(ownScript))] };
  if (name === "bun") return { program, args: [scriptPath(ownScript)] };
  const folders = [projectFolder, dirname(file)].join(",");
  return {
    program,
    args: [
      "run",
      "--no-prompt",
      "--no-lock",
      inspect,
      `--import-map=${importMap()}`,
      "--allow-net=127.0.0.1,[::1]",
      `--allow-read=${folders}`,
      scriptPath(ownScript),
    ],
  };
}

/** The Deno that came with the project's own packages. */
function ownDeno(name: RuntimeName): string | null {
  const own = join(projectFolder, "node_modules/.bin/deno");
  return name === "deno" && existsSync(own) ? own : null;
}

/** check_process, beside this module. */
const ownScript = new URL(
  `./check_process${import.meta.url.slice(import.meta.url.lastIndexOf("."))}`,
  import.meta.url,
);

/** The compiled script: Node before 22.18 runs no other. */
function compiled(script: URL): URL {
  if (isCompiled) return script;
  const url = new URL(`file://${projectFolder}dist/lib/workshop/check_process.js`);
  if (existsSync(url)) return url;
  throw new EoflabError("NOT_INSTALLED", "Node runs what is compiled, and it is not: npm run build");
}

function scriptPath(url: URL): string {
  return fileURLToPath(url);
}

/** Where Deno finds the modules of eoflab. */
function importMap(): string {
  const imports = Object.fromEntries(Object.entries(ownModules).map(([name, url]) => [name, url.href]));
  return `data:application/json,${encodeURIComponent(JSON.stringify({ imports }))}`;
}
