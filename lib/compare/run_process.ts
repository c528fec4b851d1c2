/**
 * A process of the comparison: what it printed, within a limit, and nothing of it left behind.
 *
 * @module
 */

import { spawn } from "node:child_process";
import process from "node:process";
import { systemClock } from "../clock.ts";
import { EoflabError } from "../errors.ts";

/** How it is run. */
export interface RunProcessOptions {
  /** How long it may take, in ms. */
  readonly limit: number;
  readonly signal?: AbortSignal | undefined;
  /** What it reads on standard input; nothing unless given. */
  readonly input?: string;
  /** Variables beside those of {@link environment}. */
  readonly env?: Readonly<Record<string, string>>;
}

/** How it ended. */
export interface Ended {
  readonly code: number | null;
  readonly signal: string | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Whether it had to be ended, because its time was over. */
  readonly isLate: boolean;
  /** Whether it had to be ended, because it printed more than any recording has. */
  readonly isFlood: boolean;
}

/** What ends those that run, when this process does; each leaves when it has ended. */
const running = new Set<() => void>();
process.on("exit", () => {
  for (const kill of running) kill();
});

/** The variables that programs of the comparison are given: none changes their colours or their words. */
function environment(): Readonly<Record<string, string>> {
  return { PATH: process.env.PATH ?? "", HOME: process.env.HOME ?? "", NO_COLOR: "1", LC_ALL: "C" };
}

/** More characters than any recording has: the longest is of half a million. */
const longest = 16 * 1024 * 1024;

/**
 * Runs it to its end, or ends it, and all that it has started.
 *
 * @throws NOT_INSTALLED when it cannot be started; INTERRUPTED when `signal` was aborted
 */
export function runProcess(
  program: string,
  args: readonly string[],
  { limit, signal, input, env }: RunProcessOptions,
): Promise<Ended> {
  return new Promise((resolve, reject) => {
    // A group of its own: what it starts ends with it.
    const child = spawn(program, args, {
      stdio: ["pipe", "pipe", "pipe"],
      detached: true,
      env: { ...environment(), ...env },
    });
    child.stdin.on("error", () => {}); // it has ended without reading; its exit code tells why
    child.stdin.end(input ?? "");
    let [stdout, stderr, isLate, isFlood] = ["", "", false, false];
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
    const heard = (text: string, where: "stdout" | "stderr"): void => {
      if (isFlood) return;
      if (where === "stdout") stdout += text;
      else stderr += text;
      if (stdout.length + stderr.length < longest) return;
      isFlood = true;
      kill();
    };
    child.stdout.setEncoding("utf8").on("data", (text: string) => heard(text, "stdout"));
    child.stderr.setEncoding("utf8").on("data", (text: string) => heard(text, "stderr"));
    child.once("error", (cause) => {
      over();
      reject(new EoflabError("NOT_INSTALLED", `${program} cannot be started: ${cause.message}`, { cause }));
    });
    child.once("close", (code, sig) => {
      over();
      if (signal?.aborted) reject(new EoflabError("INTERRUPTED", "the comparison was interrupted"));
      else resolve({ code, signal: sig, stdout, stderr, isLate, isFlood });
    });
    if (signal?.aborted) kill();
  });
}

/** Why nothing is to be had of a process; `null` if it came to its end. @param limit what it was given, in ms */
export function whyEnded({ code, signal, stderr, isLate, isFlood }: Ended, limit: number): string | null {
  if (isLate) return `it did not end within ${limit / 1000} s`;
  if (isFlood) return "it was ended, because it did not stop printing";
  if (signal !== null) return `its process was ended by ${signal}`;
  if (code === 0) return null;
  const said = tellingLine(stderr);
  return `its process ended with code ${code}${said === "" ? "" : `: ${said}`}`;
}

/** What an uncaught error is told with, without where it is. */
function tellingLine(text: string): string {
  const lines = text.split("\n").map((line) => line.trim());
  // A line like "# eoflab/reference" is a heading of go build.
  const isText = (line: string): boolean => line !== "" && !line.startsWith("#");
  return lines.find((line) => /error|panic/i.test(line)) ?? lines.find(isText) ?? "";
}
