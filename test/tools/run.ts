/**
 * Programs that the tools run.
 *
 * @module
 */

import { type ChildProcess, spawn } from "node:child_process";
import process from "node:process";
import { EoflabError } from "../../lib/errors.ts";

/**
 * Runs a program, and returns what it printed.
 *
 * @param options.limit how long it may take, in ms
 * @throws EoflabError SYSTEM when it fails or takes too long
 */
export function run(
  program: string,
  args: readonly string[],
  { input = "", cwd, limit }: { input?: string; cwd?: string; limit: number },
): Promise<string> {
  return new Promise((resolve, reject) => {
    const child: ChildProcess = spawn(program, args, {
      timeout: limit,
      killSignal: "SIGKILL",
      env: { ...process.env, GOTOOLCHAIN: "local", GOWORK: "off", GOFLAGS: "", CGO_ENABLED: "0" },
      ...(cwd === undefined ? {} : { cwd }),
    });
    const out = collect(child.stdout);
    const err = collect(child.stderr);
    const failed = (why: string): void =>
      reject(new EoflabError("SYSTEM", `${program} ${args.join(" ")}: ${err().trim() || why}`));
    child.on("error", (cause) => failed(cause.message));
    child.on("close", (code, signal) => {
      if (code === 0) resolve(out());
      else failed(code === null ? `it was stopped (${signal}) after ${limit / 1000} s` : `exit code ${code}`);
    });
    child.stdin?.on("error", () => {}); // it has ended without reading; its exit code tells why
    child.stdin?.end(input);
  });
}

function collect(stream: NodeJS.ReadableStream | null): () => string {
  const chunks: string[] = [];
  stream?.setEncoding("utf8");
  stream?.on("data", (chunk: string) => chunks.push(chunk));
  return () => chunks.join("");
}
