/**
 * Whether a program is here: with its version, or what to install.
 *
 * @module
 */

import { execFile } from "node:child_process";
import process from "node:process";
import { moduleCommand, ownRuntime, type RuntimeName } from "../workshop/runtimes.ts";
import { findGo } from "./go.ts";
import { environment } from "./run_process.ts";

/** Here, or not. */
export type Presence =
  | { readonly present: true; readonly version: string }
  | { readonly present: false; readonly install: string };

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
  go: "apt install golang-go",
};

/** Looks for a program: what it prints has a version in it. */
export function presenceOf({ program, args, install }: Program): Promise<Presence> {
  return new Promise((resolve) => {
    const env = environment();
    execFile(program, [...args], { timeout: patience, killSignal: "SIGKILL", env }, (err, stdout, stderr) => {
      const version = /\d+\.\d+(\.\d+)?/.exec(`${stdout}${stderr}`)?.[0];
      if (err !== null || version === undefined) resolve({ present: false, install });
      else resolve({ present: true, version });
    });
  });
}

/** Looks for a runtime, or for Go. @param program where it is, if that was said */
export async function runtimePresence(name: RuntimeName | "go", program?: string): Promise<Presence> {
  const install = program === undefined ? installs[name] : `${program} does not run`;
  if (name === "go") {
    return findGo().then(
      ({ version }): Presence => ({ present: true, version: version.replace(/^go/, "") }),
      (): Presence => ({ present: false, install }),
    );
  }
  if (name === ownRuntime() && program === undefined) {
    const { deno, bun, node } = process.versions as Record<string, string>;
    return { present: true, version: deno ?? bun ?? node ?? "" };
  }
  const found = program ?? moduleCommand(name, "compare/target_program").program;
  return presenceOf({ program: found, args: ["--version"], install });
}
