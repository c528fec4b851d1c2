/**
 * Programs in Go that belong to eoflab: each is built when it is first wanted, into a folder that goes with this process.
 *
 * @module
 */

import { existsSync, rmSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { EoflabError } from "../errors.ts";
import { projectFolder } from "../workshop/sources.ts";
import { findGo, goEnvironment } from "./go.ts";
import { runProcess, whyEnded } from "./run_process.ts";

/** How long a build from an empty cache may take, in ms. */
const limit = 150_000;

/** Those that are built, or are being built, by their folders. */
const built = new Map<string, Promise<string>>();

/** Why no more is built: a Go that did not end once, is not waited for again. */
let hung: string | null = null;

/**
 * Builds a program, once.
 *
 * @param folder where its sources are, from the project's folder
 * @returns where it is
 * @throws NOT_INSTALLED when Go is not here; SYSTEM when it does not build; INTERRUPTED
 */
export function goProgram(folder: string, signal?: AbortSignal): Promise<string> {
  const known = built.get(folder);
  if (known !== undefined) return known;
  const program = build(folder, signal);
  built.set(folder, program);
  return program;
}

async function build(folder: string, signal: AbortSignal | undefined): Promise<string> {
  const { command } = await findGo();
  if (hung !== null) throw new EoflabError("SYSTEM", hung);
  const to = await mkdtemp(join(tmpdir(), "eoflab-go-"));
  process.once("exit", () => rmSync(to, { recursive: true, force: true }));
  const program = join(to, "program");
  const args = ["build", "-C", join(projectFolder, folder), "-buildvcs=false", "-o", program, "."];
  const ended = await runProcess(command, args, { limit, signal, env: goEnvironment() });
  const why = whyEnded(ended, limit) ?? (existsSync(program) ? null : "there is no program");
  if (why === null) return program;
  const message = `${folder} does not build: ${why}`;
  if (ended.isLate) hung = message;
  throw new EoflabError("SYSTEM", message);
}
