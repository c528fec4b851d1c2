/**
 * The matrix: labs by servers, each cell run, judged, and told of as it comes.
 *
 * @module
 */

import { is } from "../errors.ts";
import type { Lab } from "../lab/lab.ts";
import type { Cell } from "./cell.ts";
import { withGoReference } from "./go.ts";
import { type Presence, runtimePresence } from "./presence.ts";
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
  readonly onCell?: (done: number, of: number, cell: Cell) => void;
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
  const settings = await Promise.all(labs.map(settingOf));
  const go = found.find(({ server }) => server.runtime === "go");
  const goFacts = await runGo(settings, go?.presence.present === true);
  const jobs = settings.flatMap((setting, row) => found.map((one) => ({ setting, row, ...one })));
  const cells: Cell[][] = jobs.map(() => []);
  // Those that take longest first, so that none is left at the end.
  const order = jobs.map((_, i) => i).sort((a, b) => cost(jobs[b]?.setting) - cost(jobs[a]?.setting));
  let done = 0;
  const work = async (): Promise<void> => {
    for (let i = order.shift(); i !== undefined; i = order.shift()) {
      const job = jobs[i];
      if (job === undefined) continue;
      const runs = await runsOf(job, goFacts[job.row] ?? null, options);
      cells[i] = runs;
      options.onCell?.(++done, jobs.length, runs[0] as Cell);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return settings.map((setting, row): LabRow => {
    const at = jobs.flatMap((job, i) => (job.row === row ? [{ job, runs: cells[i] ?? [] }] : []));
    const reference = referenceOf(
      setting,
      at.map(({ runs }) => runs[0] as Cell),
      options.against,
    );
    return {
      setting,
      reference,
      cells: at.map(({ job, runs }) => {
        const [first, ...repeats] = runs as [Cell, ...Cell[]];
        const judged = judge(
          first,
          reference.facts,
          repeats.map(({ facts }) => facts),
        );
        return { ...first, ...judged, server: job.server };
      }),
    };
  });
}

/** Roughly how long a lab takes. */
function cost(setting: Setting | undefined): number {
  return setting === undefined ? 0 : setting.lab.runTime(setting.knobs as never);
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
): Promise<Cell[]> {
  const at = { lab: setting.lab.id, target: server.id, untold: [], recording: null };
  if (!presence.present) {
    return [{ ...at, state: "absent", reason: `not here: ${presence.install}`, facts: null }];
  }
  const { runtime } = server;
  if (runtime === "go") return [{ ...at, state: "ran", reason: null, facts: goFacts }];
  const runs: Cell[] = [];
  const times = server.load === undefined ? 1 : repeat;
  for (let i = 0; i < times; i++) {
    try {
      runs.push(await runCell(setting, { ...server, runtime }, { signal }));
    } catch (err) {
      if (is(err, "INTERRUPTED")) throw err;
      runs.push({ ...at, state: "failed", reason: String((err as Error).message), facts: null });
    }
  }
  return runs;
}
