/**
 * Runs a cell in a process of its own: whatever happens to that costs this cell, and no other.
 *
 * @module
 */

import { EoflabError, is } from "../errors.ts";
import { unaddressed } from "../trace/addresses.ts";
import { formatRecording, parseRecording, type Recording } from "../trace/recording.ts";
import { moduleCommand } from "../workshop/runtimes.ts";
import type { Cell, Ending } from "./cell.ts";
import { withPrintedLog } from "./printed_log.ts";
import { type Ended, runProcess, whyEnded } from "./run_process.ts";
import type { ServerTarget } from "./servers/mod.ts";
import { factsOf, type Setting } from "./setting.ts";

/** How long a process may take, in ms: the longest lab takes 7 s. */
const limit = 20_000;

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
    ended = await runProcess(program, all, { limit: options.limit ?? limit, signal });
  } catch (err) {
    if (is(err, "INTERRUPTED") || !(err instanceof EoflabError)) throw err;
    return { ...at, state: "absent", reason: err.message, untold: [], facts: null, recording: null };
  }
  return { ...at, ...(await read(setting, server, ended, options.limit ?? limit)) };
}

/** What a process has told. */
async function read(
  setting: Setting,
  { printsLog = false }: ServerTarget,
  ended: Ended,
  ms: number,
): Promise<Omit<Cell, "lab" | "target">> {
  const failed = (reason: string) =>
    ({ state: "failed", reason, untold: [], facts: null, recording: null }) as const;
  const why = whyEnded(ended, ms);
  if (why !== null) return { ...failed(why), isLate: ended.isLate };
  const lines = ended.stdout.trimEnd().split("\n");
  const ending = endingOf(lines.pop() ?? "");
  if (ending === null) return failed("it printed what is no recording");
  const { error, waitedFor, untold } = ending;
  if (error?.code === "NOT_SUPPORTED") return { ...failed(error.message), state: "impossible" };
  let parsed: Recording;
  try {
    parsed = parseRecording(lines.join("\n"));
  } catch (err) {
    if (!is(err, "BAD_RECORDING")) throw err;
    return failed("it printed what is no recording");
  }
  if (printsLog) parsed = withPrintedLog(parsed, ended.stderr);
  const recording = [...formatRecording(parsed)].join("\n");
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

/** The last line that a process prints; `null` if it is none of ours. */
function endingOf(line: string): Ending | null {
  try {
    const { error, waitedFor, untold } = JSON.parse(line) as Partial<Ending>;
    const isOurs = error !== undefined && Array.isArray(waitedFor) && Array.isArray(untold);
    return isOurs ? { error, waitedFor, untold } : null;
  } catch {
    return null;
  }
}
