/**
 * The matrix: labs by servers, each cell run, judged, and told of as it comes.
 *
 * @module
 */

import { is } from "../errors.ts";
import type { Lab } from "../lab/lab.ts";
import type { Cell } from "./cell.ts";
import { withGoReference } from "./go.ts";
import { inParallel } from "./in_parallel.ts";
import { type Presence, runtimePresence } from "./presence.ts";
import { recordedWavering } from "./recorded.ts";
import { runCell } from "./run_cell.ts";
import type { ServerTarget } from "./servers/mod.ts";
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
  readonly reference: { readonly title: string; readonly facts: Facts };
  readonly cells: readonly JudgedCell[];
}

/** How the matrix is made. */
export interface MatrixOptions {
  readonly signal: AbortSignal;
  /** How often a cell on the real clock is run: where it is not the same each time, it wavers. */
  readonly repeat: number;
  /** The server that the others are held against; `go` unless set. */
  readonly against: string;
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
  const go = found.find(({ server }) => server.runtime === "go");
  const goFacts = await runGo(settings, go?.presence.present === true);
  // Those that take longest first, so that none is left at the end.
  const jobs = settings
    .flatMap((setting, row) => found.map((one) => ({ setting, row, ...one })))
    .sort((a, b) => cost(b.setting) - cost(a.setting));
  let done = 0;
  const cells = await inParallel(jobs, atOnce, async (job) => {
    const runs = await runsOf(job, goFacts[job.row] ?? null, options);
    options.onCell?.(++done, jobs.length);
    return { server: job.server, row: job.row, runs };
  });
  return settings.map((setting, row): LabRow => {
    const at = found.flatMap(({ server }) =>
      cells.filter((cell) => cell.row === row && cell.server.id === server.id),
    );
    const reference = referenceOf(
      setting,
      at.map(({ runs }) => runs[0]),
      options.against,
    );
    return {
      setting,
      reference,
      cells: at
        .map((cell) => judged(cell, setting, reference.facts))
        .map((cell) => asRecorded(cell, wavering.get(`${cell.lab}/${cell.target}`))),
    };
  });
}

/** A cell with its verdict. */
function judged(
  { server, runs: [first, ...repeats] }: { server: ServerTarget; runs: readonly [Cell, ...Cell[]] },
  setting: Setting,
  reference: Facts,
): JudgedCell {
  const { verdict, because } = judge(
    first,
    reference,
    repeats.map(({ facts }) => facts),
  );
  const lacks = verdict === "different" ? missing(server, setting) : [];
  return { ...first, server, verdict, because: [...because, ...lacks] };
}

/** A cell that ran, and is known to waver, wavers, though it came to the same this time. */
function asRecorded(cell: JudgedCell, wavered: readonly string[] | undefined): JudgedCell {
  if (wavered === undefined || cell.state !== "ran" || cell.verdict === "wavering") return cell;
  return { ...cell, verdict: "wavering", because: wavered };
}

/** Of Go's settings that the lab uses, those that a server has nothing like. */
function missing({ nearest }: ServerTarget, { knobs }: Setting): string[] {
  return Object.entries(nearest).flatMap(([name, setting]) =>
    setting === null && Number(knobs[name] ?? 0) > 0 ? [`it has no ${name}`] : [],
  );
}

/** Roughly how long a lab takes. */
function cost({ lab, knobs }: Setting): number {
  return lab.runTime(knobs as never);
}

/** Whose facts the others are held against. Where Go is not here, it is what was recorded of it. */
function referenceOf(setting: Setting, cells: readonly Cell[], against: string): LabRow["reference"] {
  const cell = cells.find(({ target }) => target === against);
  if (cell?.facts != null) return { title: against, facts: cell.facts };
  return { title: `${setting.go}, recorded`, facts: setting.recorded };
}

/** Go's cases, all in one program. */
async function runGo(settings: readonly Setting[], isPresent: boolean): Promise<(Facts | null)[]> {
  if (!isPresent) return settings.map(() => null);
  return await withGoReference(async (reference) => {
    const all = settings.map(async ({ lab, goKnobs }) => {
      const [facts] = await reference.cases<{ knobs: object } & Facts>(lab.id, [goKnobs]);
      if (facts === undefined) return null;
      const { knobs: _, ...rest } = facts;
      return rest;
    });
    return await Promise.all(all);
  });
}

/** The runs of one cell. */
async function runsOf(
  { setting, server, presence }: Present & { readonly setting: Setting },
  goFacts: Facts | null,
  { repeat, signal }: MatrixOptions,
): Promise<[Cell, ...Cell[]]> {
  const at = { lab: setting.lab.id, target: server.id, untold: [], recording: null };
  if (!presence.present) {
    return [{ ...at, state: "absent", reason: `not here: ${presence.install}`, facts: null }];
  }
  const { runtime } = server;
  if (runtime === "go") return [{ ...at, state: "ran", reason: null, facts: goFacts }];
  const run = async (): Promise<Cell> => {
    try {
      return await runCell(setting, { ...server, runtime }, { signal });
    } catch (err) {
      if (is(err, "INTERRUPTED")) throw err;
      return { ...at, state: "failed", reason: String((err as Error).message), facts: null };
    }
  };
  const runs: [Cell, ...Cell[]] = [await run()];
  const times = server.load === undefined ? 1 : repeat;
  while (runs.length < times) runs.push(await run());
  return runs;
}
