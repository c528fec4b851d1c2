/**
 * Whether a program is here: with its version, or what to install.
 *
 * @module
 */

import process from "node:process";
import { EoflabError, is } from "../errors.ts";
import { moduleCommand, ownRuntime, type RuntimeName } from "../workshop/runtimes.ts";
import { findGo } from "./go.ts";
import { type Ended, runProcess, whyEnded } from "./run_process.ts";

/** Here, or not. */
export type Presence =
  | { readonly present: true; readonly version: string }
  | {
      readonly present: false;
      readonly install: string;
      /** What is wrong with it, where it is here and does not say its version. */
      readonly broken?: string;
    };

/** A program, how it says its version, and how to get it. */
export interface Program {
  readonly program: string;
  readonly args: readonly string[];
  readonly install: string;
}

/** How long it may take to say its version, in ms. */
const patience = 10_000;

/** How to get a runtime. */
const installs: Readonly<Record<RuntimeName | "go", string>> = {
  node: "install Node 20 or later",
  deno: "npm ci brings Deno",
  bun: "npm install -g bun",
  go: "https://go.dev/dl/ has Go",
};

/** Looks for a program: what it prints has a version in it. */
export async function presenceOf({ program, args, install }: Program): Promise<Presence> {
  let ended: Ended;
  try {
    ended = await runProcess(program, args, { limit: patience });
  } catch (err) {
    if (!is(err, "NOT_INSTALLED")) throw err;
    return { present: false, install };
  }
  const said = `${program} ${args.join(" ")}`;
  const why = whyEnded(ended, patience);
  if (why !== null) return { present: false, install, broken: `${said}: ${why}` };
  const version = /\d+\.\d+(\.\d+)?/.exec(`${ended.stdout}${ended.stderr}`)?.[0];
  if (version === undefined) return { present: false, install, broken: `${said}: it says no version` };
  return { present: true, version };
}

/** Looks for a runtime, or for Go. @param program where it is, if that was said */
export async function runtimePresence(name: RuntimeName | "go", program?: string): Promise<Presence> {
  if (name === "go") return await goPresence();
  if (name === ownRuntime() && program === undefined) {
    const { deno, bun, node } = process.versions as Record<string, string>;
    return { present: true, version: deno ?? bun ?? node ?? "" };
  }
  const install = program === undefined ? installs[name] : `${program} does not run`;
  const found = program ?? moduleCommand(name, "compare/target_program").program;
  return presenceOf({ program: found, args: ["--version"], install });
}

/** Go must not be older than labs/reference wants it, either. */
async function goPresence(): Promise<Presence> {
  try {
    const { version } = await findGo();
    return { present: true, version: version.replace(/^go/, "") };
  } catch (err) {
    if (!(err instanceof EoflabError)) throw err;
    const isMissing = is(err, "NOT_INSTALLED");
    return {
      present: false,
      install: isMissing ? err.message : installs.go,
      ...(isMissing ? {} : { broken: err.message }),
    };
  }
}
