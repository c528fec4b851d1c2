/**
 * The matrix: labs by servers, each cell run, judged, and told of as it comes.
 *
 * @module
 */

import { is } from "../errors.ts";
import type { Lab } from "../lab/lab.ts";
import { type Cell, cellName } from "./cell.ts";
import { Hung } from "./hung.ts";
import { inParallel } from "./in_parallel.ts";
import { type Presence, runtimePresence } from "./presence.ts";
import { recordedWavering } from "./recorded.ts";
import { runCell } from "./run_cell.ts";
import { runGoCell } from "./run_go_cell.ts";
import { allOfGo, type Nearest, type ServerTarget } from "./servers/server_target.ts";
import { type Facts, type Setting, settingOf } from "./setting.ts";
import { type Judged, judge } from "./verdict.ts";

/** A server, and whether it is here. */
export interface Present {
  readonly server: ServerTarget;
  readonly presence: Presence;
}

/** A cell with its verdict. */
export interface JudgedCell extends Cell, Judged {
  readonly server: ServerTarget;
}

/** A lab's row of cells. */
export interface LabRow {
  readonly setting: Setting;
  /** Whose facts the others are held against, and where they are from. */
  readonly reference: { readonly title: string; readonly facts: Facts; readonly nearest: Nearest };
  readonly cells: readonly JudgedCell[];
}

/** How the matrix is made. */
export interface MatrixOptions {
  readonly signal: AbortSignal;
  /** How often a cell on the real clock is run: where it is not the same each time, it wavers. */
  readonly repeat: number;
  /** The server that the others are held against; it need not be one of those that are shown. */
  readonly against: Present;
  /** Called when a cell is there: how many are, of how many. */
  readonly onCell?: (done: number, of: number) => void;
}

/** So many processes at once: they mostly wait. */
const atOnce = 8;

/** Which servers are here. */
export function lookFor(servers: readonly ServerTarget[]): Promise<Present[]> {
  return Promise.all(
    servers.map(async (server) => ({
      server,
      presence: await runtimePresence(server.runtime, server.other?.program),
    })),
  );
}

/**
 * Runs all cells.
 *
 * @throws INTERRUPTED when `signal` was aborted
 */
export async function runMatrix(
  labs: readonly Lab[],
  found: readonly Present[],
  options: MatrixOptions,
): Promise<LabRow[]> {
  const [settings, wavering] = await Promise.all([Promise.all(labs.map(settingOf)), recordedWavering()]);
  const hung = new Hung();
  const { against } = options;
  // Of Go there is what was recorded.
  const isKnown =
    against.server.runtime === "go" || found.some(({ server }) => server.id === against.server.id);
  const all = isKnown ? found : [...found, against];
  // Those that take longest first, so that none is left at the end.
  const jobs = settings
    .flatMap((setting, row) => all.map((one) => ({ setting, row, ...one })))
    .sort((a, b) => cost(b.setting) - cost(a.setting));
  let done = 0;
  const cells = await inParallel(jobs, atOnce, async (job) => {
    const runs = await runsOf(job, hung, options);
    options.onCell?.(++done, jobs.length);
    return { server: job.server, row: job.row, runs };
  });
  return settings.map((setting, row): LabRow => {
    const at = cells.filter((cell) => cell.row === row);
    const [held] = at.find(({ server }) => server.id === against.server.id)?.runs ?? [];
    const reference = referenceOf(setting, held, against.server);
    return {
      setting,
      reference,
      cells: found
        .flatMap(({ server }) => at.filter((cell) => cell.server.id === server.id))
        .map((cell) => judged(cell, setting, reference))
        .map((cell) => asRecorded(cell, wavering.get(cellName(cell.lab, "server", cell.target)))),
    };
  });
}

/** A cell with its verdict. */
function judged(
  { server, runs: [first, ...repeats] }: { server: ServerTarget; runs: readonly [Cell, ...Cell[]] },
  setting: Setting,
  reference: LabRow["reference"],
): JudgedCell {
  const { verdict, because } = judge(
    first,
    reference.facts,
    repeats.map(({ facts }) => facts),
  );
  const lacks = verdict === "different" ? missing(server, reference, setting) : [];
  return { ...first, server, verdict, because: [...because, ...lacks] };
}

/** A cell that ran, and is known to waver, wavers, though it came to the same this time. */
function asRecorded(cell: JudgedCell, wavered: readonly string[] | undefined): JudgedCell {
  if (wavered === undefined || cell.state !== "ran" || cell.verdict === "wavering") return cell;
  return { ...cell, verdict: "wavering", because: wavered };
}

/** Of Go's settings that the lab uses, those that a server has nothing like, and the reference has. */
function missing({ nearest }: ServerTarget, reference: LabRow["reference"], { knobs }: Setting): string[] {
  return Object.entries(nearest).flatMap(([name, setting]) => {
    const isUsed = Number(knobs[name] ?? 0) > 0 && reference.nearest[name as keyof Nearest] !== null;
    return setting === null && isUsed ? [`it has no ${name}`] : [];
  });
}

/** Roughly how long a lab takes. */
function cost({ lab, knobs }: Setting): number {
  return lab.runTime(knobs as never);
}

/** Whose facts the others are held against. Where nothing came of that server, it is what was recorded of Go. */
function referenceOf(
  { go, recorded }: Setting,
  cell: Cell | undefined,
  { id, nearest }: ServerTarget,
): LabRow["reference"] {
  if (cell?.facts != null) return { title: id, facts: cell.facts, nearest };
  const instead = id === "go" ? "" : `, as nothing came of ${id}`;
  return { title: `${go}, recorded${instead}`, facts: recorded, nearest: allOfGo };
}

/** The runs of one cell. */
async function runsOf(
  { setting, server, presence }: Present & { readonly setting: Setting },
  hung: Hung,
  { repeat, signal }: MatrixOptions,
): Promise<[Cell, ...Cell[]]> {
  const at = { lab: setting.lab.id, target: server.id, untold: [], recording: null, facts: null };
  if (!presence.present) {
    const { install, broken } = presence;
    if (broken !== undefined) return [{ ...at, state: "failed", reason: broken }];
    return [{ ...at, state: "absent", reason: `not here: ${install}` }];
  }
  const { runtime } = server;
  const run = async (): Promise<Cell> => {
    if (hung.tooOften(server.id)) return { ...at, state: "failed", reason: hung.reason };
    try {
      const cell = await (runtime === "go"
        ? runGoCell(setting, server.id, signal)
        : runCell(setting, { ...server, runtime }, { signal }));
      if (cell.isLate) hung.add(server.id);
      return cell;
    } catch (err) {
      if (is(err, "INTERRUPTED")) throw err;
      return { ...at, state: "failed", reason: String((err as Error).message) };
    }
  };
  const runs: [Cell, ...Cell[]] = [await run()];
  // What has failed fails again, and may take its whole time for it.
  const times = server.load === undefined || runs[0].state !== "ran" ? 1 : repeat;
  while (runs.length < times) runs.push(await run());
  return runs;
}
