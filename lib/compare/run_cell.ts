/**
 * Runs a cell in a process of its own: whatever happens to that costs this cell, and no other.
 *
 * @module
 */

import { EoflabError, is } from "../errors.ts";
import { unaddressed } from "../trace/addresses.ts";
import { parseRecording } from "../trace/recording.ts";
import { moduleCommand } from "../workshop/runtimes.ts";
import type { Cell, Ending } from "./cell.ts";
import { type Ended, runProcess } from "./run_process.ts";
import type { ServerTarget } from "./servers/mod.ts";
import { factsOf, type Setting } from "./setting.ts";

/** How long a process may take, in ms: the longest lab takes 7 s. */
const limit = 30_000;

/** What may be another. */
export interface CellOptions {
  readonly signal?: AbortSignal;
  /** The module that is run, in lib/, without its ending. */
  readonly module?: string;
  readonly limit?: number;
}

/**
 * Runs a lab with a server.
 *
 * @throws INTERRUPTED when `signal` was aborted
 */
export async function runCell(
  setting: Setting,
  server: ServerTarget & { readonly runtime: "node" | "deno" | "bun" },
  options: CellOptions = {},
): Promise<Cell> {
  const at = { lab: setting.lab.id, target: server.id };
  const { signal, module = "compare/target_program" } = options;
  let ended: Ended;
  try {
    const { program, args } = moduleCommand(server.runtime, module, server.other);
    const all = [...args, setting.lab.id, server.other?.id ?? server.id, JSON.stringify(setting.knobs)];
    ended = await runProcess(program, all, options.limit ?? limit, signal);
  } catch (err) {
    if (is(err, "INTERRUPTED") || !(err instanceof EoflabError)) throw err;
    return { ...at, state: "absent", reason: err.message, untold: [], facts: null, recording: null };
  }
  return { ...at, ...(await read(setting, ended, options.limit ?? limit)) };
}

/** What a process has told. */
async function read(setting: Setting, ended: Ended, ms: number): Promise<Omit<Cell, "lab" | "target">> {
  const failed = (reason: string) =>
    ({ state: "failed", reason, untold: [], facts: null, recording: null }) as const;
  if (ended.isLate) return failed(`it did not end within ${ms / 1000} s`);
  if (ended.signal !== null) return failed(`its process was ended by ${ended.signal}`);
  const lines = ended.stdout.trimEnd().split("\n");
  const last = lines.pop() ?? "";
  if (ended.code !== 0 || lines.length === 0) {
    return failed(`its process ended with code ${ended.code}: ${firstLine(ended.stderr)}`);
  }
  const { error, waitedFor, untold } = JSON.parse(last) as Ending;
  const recording = lines.join("\n");
  if (error?.code === "NOT_SUPPORTED") return { ...failed(error.message), state: "impossible" };
  const parsed = parseRecording(recording);
  if (parsed.all("handler.return").some((e) => e.error === notSupported)) {
    return {
      ...failed("the handler asks for what this server does not have"),
      state: "impossible",
      recording,
    };
  }
  const facts = await factsOf(setting.lab, parsed);
  return {
    state: "ran",
    reason: inVain(
      error,
      waitedFor.filter((name) => !untold.includes(name)),
    ),
    untold,
    facts,
    recording,
  };
}

/** What ResponseController says where a method is missing. */
const notSupported = "feature not supported";

/** Why the scenario did not come to its end. */
function inVain(error: Ending["error"], waitedFor: readonly string[]): string | null {
  if (error === null) return null;
  if (error.code !== "STUCK") return `the scenario broke off: ${unaddressed(error.message)}`;
  const never = waitedFor.filter((name) => name.startsWith("handler."));
  if (never.length > 0) return `there never was ${never.join(", ")}`;
  return "the client waits, and nothing comes";
}

/** What an uncaught error is told with, without where it is. */
function firstLine(text: string): string {
  const lines = text.split("\n").map((line) => line.trim());
  return lines.find((line) => /error|panic/i.test(line)) ?? lines.find((line) => line !== "") ?? "";
}
