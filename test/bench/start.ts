/**
 * Point 4 of the budgets: how long the command line takes to start, and the labs to run.
 *
 * @module
 */

import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import process from "node:process";
import { hearSignals } from "./interrupt.ts";
import { commandLine, denoProgram, root } from "./paths.ts";
import { type Spread, spreadOf } from "./spread.ts";

/** How long the command line takes to start, from outside, in ms. */
export interface Start {
  /** `eoflab --help`. */
  readonly help: Spread;
  /** `node -e 0`: what no program on Node can be without. */
  readonly bare: Spread;
}

/** Starts both in turn. */
export async function startOfCommandLine(times: number): Promise<Start> {
  const help: number[] = [];
  const bare: number[] = [];
  for (let i = 0; i < times; i++) {
    help.push((await timed(process.execPath, [commandLine, "--help"])).ms);
    bare.push((await timed(process.execPath, ["-e", "0"])).ms);
  }
  return { help: spreadOf(help), bare: spreadOf(bare) };
}

/** How long a lab's run takes on the virtual clock, in ms. */
export interface LabTime {
  readonly lab: string;
  /** In a process that has just started, as that of `eoflab run` has. */
  readonly first: Spread;
  /** Whether its claims held each time. */
  readonly held: boolean;
}

/** All labs on one runtime. */
export interface LabTimes {
  readonly runtime: "Node" | "Deno";
  readonly labs: readonly LabTime[];
  /** `eoflab verify`, from outside, in ms. */
  readonly verify: Spread;
  /** Whether every lab held each time. */
  readonly held: boolean;
}

/** The part of what `eoflab verify --json` prints that is read. */
interface VerifyReport {
  readonly labs: readonly { readonly lab: string; readonly held: boolean; readonly ms: number }[];
}

/** How the command line is started on a runtime. */
function startedOn(runtime: LabTimes["runtime"]): readonly string[] {
  if (runtime === "Node") return [process.execPath, commandLine];
  return [denoProgram, "run", ...denoFlags(), `${root}lib/cli/main.ts`];
}

/** The permissions of `deno task start`. */
function denoFlags(): string[] {
  const { tasks } = JSON.parse(readFileSync(`${root}deno.json`, "utf8")) as {
    tasks: { start: { command: string } };
  };
  const { HOME = "" } = process.env;
  const words = tasks.start.command.split(" ").filter((word) => word.startsWith("--"));
  return ["--quiet", ...words.map((word) => word.replaceAll("$HOME", HOME))];
}

/** Verifies all labs, and each in a process of its own, so many times. */
export async function timesOfLabs(
  runtime: LabTimes["runtime"],
  times: number,
  say: (what: string) => void,
): Promise<LabTimes> {
  const whole: number[] = [];
  const first = new Map<string, number[]>();
  const failed = new Set<string>();
  const verify = async (...labs: string[]): Promise<VerifyReport["labs"]> => {
    const { ms, stdout } = await timed(...withArgs(startedOn(runtime), ["verify", ...labs, "--json"]));
    if (labs.length === 0) whole.push(ms);
    const report = JSON.parse(stdout) as VerifyReport;
    for (const { lab, held } of report.labs) if (!held) failed.add(lab);
    return report.labs;
  };
  for (let i = 1; i <= times; i++) {
    say(`all labs on ${runtime}: ${i} of ${times}`);
    for (const { lab } of await verify()) {
      const [alone] = await verify(lab);
      if (alone !== undefined) first.set(lab, [...(first.get(lab) ?? []), alone.ms]);
    }
  }
  const labs = [...first].map(([lab, ms]) => ({ lab, first: spreadOf(ms), held: !failed.has(lab) }));
  return { runtime, labs, verify: spreadOf(whole), held: failed.size === 0 };
}

function withArgs(
  [command = "", ...before]: readonly string[],
  args: readonly string[],
): [string, readonly string[]] {
  return [command, [...before, ...args]];
}

async function timed(command: string, args: readonly string[]): Promise<{ ms: number; stdout: string }> {
  const before = performance.now();
  const { stdout, error } = spawnSync(command, [...args], {
    cwd: root,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
    maxBuffer: 64 << 20,
  });
  const ms = performance.now() - before;
  if (error !== undefined) throw error;
  await hearSignals();
  return { ms, stdout };
}
