/**
 * A cell of real Go: the lab's counterpart in labs/reference, in a process of its own.
 *
 * @module
 */

import { EoflabError, is } from "../errors.ts";
import { laneOf, type TraceEvent } from "../trace/events.ts";
import { formatRecording, Recording, type RecordingHeader } from "../trace/recording.ts";
import type { Cell } from "./cell.ts";
import { goProgram } from "./go_program.ts";
import { runProcess, whyEnded } from "./run_process.ts";
import type { Facts, Setting } from "./setting.ts";

/** How long it may take, in ms: the longest lab takes 7 s. */
const limit = 20_000;

/**
 * Runs a lab on Go.
 *
 * @param target the id of the cell's server
 * @throws INTERRUPTED when `signal` was aborted
 */
export async function runGoCell(setting: Setting, target: string, signal?: AbortSignal): Promise<Cell> {
  const { lab, goKnobs } = setting;
  const at = { lab: lab.id, target, untold: [] };
  const failed = (reason: string): Cell => ({ ...at, state: "failed", reason, facts: null, recording: null });
  try {
    const program = await goProgram("labs/reference", signal);
    const input = JSON.stringify({ lab: lab.id, cases: [goKnobs], events: true });
    const ended = await runProcess(program, [], { limit, signal, input });
    const why = whyEnded(ended, limit);
    if (why !== null) return { ...failed(why), isLate: ended.isLate };
    const told = toldIn(ended.stdout);
    if (told === null) return failed("it printed what is no result");
    const { knobs: _, ...facts } = told.results[0];
    return { ...at, state: "ran", reason: null, facts, recording: recordingOf(setting, told) };
  } catch (err) {
    if (is(err, "INTERRUPTED") || !(err instanceof EoflabError)) throw err;
    return failed(err.message);
  }
}

/** What the program answers. */
interface Told {
  /** `go1.26.8` */
  readonly go: string;
  readonly results: readonly [Facts];
  readonly events: readonly Omit<TraceEvent, "seq" | "lane">[];
}

/** @returns `null` if it is no answer */
function toldIn(stdout: string): Told | null {
  try {
    const told = JSON.parse(stdout) as Partial<Told>;
    const isWhole = typeof told.go === "string" && Array.isArray(told.events) && told.results?.length === 1;
    return isWhole ? (told as Told) : null;
  } catch {
    return null;
  }
}

/** Go's events as a recording. What its buffers do, nobody outside net/http can see. */
function recordingOf({ lab, knobs }: Setting, { go, events }: Told): string {
  const header: RecordingHeader = {
    eoflab: "recording",
    version: 1,
    lab: lab.id,
    knobs,
    runtime: { name: "Go", version: go.replace(/^go/, "") },
    transport: "net/http",
    clock: { mode: "real", speed: 1 },
    seed: "seed" in knobs ? Number(knobs.seed) : 0,
  };
  const all = events.map((event, i) => ({ ...event, seq: i + 1, lane: laneOf(event.name) }) as TraceEvent);
  return [...formatRecording(new Recording(header, all))].join("\n");
}
