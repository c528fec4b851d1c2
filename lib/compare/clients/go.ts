/** Go's http.Get. @module */

import { rmSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { EoflabError } from "../../errors.ts";
import { projectFolder } from "../../workshop/sources.ts";
import { findGo } from "../go.ts";
import { runtimePresence } from "../presence.ts";
import { runProcess } from "../run_process.ts";
import { askProgram, type ClientTarget } from "./client_target.ts";

/** How long a build from an empty cache may take, in ms. */
const buildTime = 300_000;

/** The program; built when it is first wanted. */
let built: Promise<string> | null = null;

export const goClient: ClientTarget = {
  id: "go",
  title: "Go's http.Get",
  presence: () => runtimePresence("go"),
  async ask(asking) {
    built ??= build();
    return askProgram({ program: await built, args: [] }, asking);
  },
};

/** Builds it into a folder that goes with this process. */
async function build(): Promise<string> {
  const { command } = await findGo();
  const folder = await mkdtemp(join(tmpdir(), "eoflab-go-client-"));
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  const program = join(folder, "client");
  const source = join(projectFolder, "lib/compare/clients/go_client");
  const args = ["build", "-C", source, "-buildvcs=false", "-o", program, "."];
  const { code, stderr } = await runProcess(command, args, buildTime);
  if (code !== 0) throw new EoflabError("SYSTEM", `its program does not build: ${stderr.trim()}`);
  return program;
}
