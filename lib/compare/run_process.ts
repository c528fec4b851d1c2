/**
 * A process of the comparison: what it printed, within a limit, and nothing of it left behind.
 *
 * @module
 */

import { spawn } from "node:child_process";
import process from "node:process";
import { systemClock } from "../clock.ts";
import { EoflabError } from "../errors.ts";

/** How it ended. */
export interface Ended {
  readonly code: number | null;
  readonly signal: string | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Whether it had to be ended. */
  readonly isLate: boolean;
}

/** What ends those that run, when this process does; each leaves when it has ended. */
const running = new Set<() => void>();
process.on("exit", () => {
  for (const kill of running) kill();
});

/** The variables that programs of the comparison are given: none changes their colours or their words. */
export function environment(): Readonly<Record<string, string>> {
  return { PATH: process.env.PATH ?? "", HOME: process.env.HOME ?? "", NO_COLOR: "1", LC_ALL: "C" };
}

/** More than any recording. */
const longest = 64 * 1024 * 1024;

/**
 * Runs it to its end, or ends it, and all that it has started.
 *
 * @param limit how long it may take, in ms
 * @throws NOT_INSTALLED when it cannot be started; INTERRUPTED when `signal` was aborted
 */
export function runProcess(
  program: string,
  args: readonly string[],
  limit: number,
  signal?: AbortSignal,
): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const env = environment();
    // A group of its own: what it starts ends with it.
    const child = spawn(program, args, { stdio: ["ignore", "pipe", "pipe"], detached: true, env });
    let [stdout, stderr, isLate] = ["", "", false];
    const kill = (): void => {
      try {
        if (child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
      } catch {
        // It has ended.
      }
    };
    const timer = systemClock.after(limit, () => {
      isLate = true;
      kill();
    });
    running.add(kill);
    signal?.addEventListener("abort", kill);
    const over = (): void => {
      timer.cancel();
      running.delete(kill);
      signal?.removeEventListener("abort", kill);
      kill();
    };
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      if (stdout.length < longest) stdout += text;
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      if (stderr.length < longest) stderr += text;
    });
    child.once("error", (cause) => {
      over();
      reject(new EoflabError("NOT_INSTALLED", `${program} cannot be started: ${cause.message}`, { cause }));
    });
    child.once("close", (code, sig) => {
      over();
      if (signal?.aborted) reject(new EoflabError("INTERRUPTED", "the comparison was interrupted"));
      else resolve({ code, signal: sig, stdout, stderr, isLate });
    });
    if (signal?.aborted) kill();
  });
}
