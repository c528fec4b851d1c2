/**
 * The whole comparison: labs on servers, and with clients, into one report and the recordings of its cells.
 *
 * @module
 */

import type { Lab } from "../lab/lab.ts";
import type { ClientTarget } from "./clients/mod.ts";
import { type ClientCell, runClientCell } from "./clients/run_client.ts";
import { inParallel } from "./in_parallel.ts";
import { lookFor, runMatrix } from "./matrix.ts";
import { recordedWavering } from "./recorded.ts";
import { type Report, reportOf, type Target } from "./report.ts";
import type { ServerTarget } from "./servers/mod.ts";
import { settingOf } from "./setting.ts";

/** What is to be compared. */
export interface Plan {
  readonly labs: readonly Lab[];
  readonly servers: readonly ServerTarget[];
  readonly clients: readonly ClientTarget[];
  /** The server that the others are held against. */
  readonly against: string;
  /** How often a cell on the real clock is run: where it is not the same each time, it wavers. */
  readonly repeat: number;
}

/** What came of it. */
export interface Comparison {
  readonly report: Report;
  /** The recordings of the cells, as NDJSON: by `lab/target`. */
  readonly recordings: ReadonlyMap<string, string>;
}

/** So many clients are asked at once. */
const atOnce = 4;

/**
 * Makes all runs.
 *
 * @param onProgress told how far it is, as a text
 * @throws INTERRUPTED when `signal` was aborted
 */
export async function compareAll(
  plan: Plan,
  signal: AbortSignal,
  onProgress: (done: number, of: number, what: string) => void = () => {},
): Promise<Comparison> {
  const [found, clients] = await Promise.all([lookFor(plan.servers), lookForClients(plan.clients)]);
  const rows = await runMatrix(plan.labs, found, {
    ...plan,
    signal,
    onCell: (done, of) => onProgress(done, of, "servers"),
  });
  const here = plan.clients.filter((_, i) => clients[i]?.version !== null);
  const [settings, wavering] = await Promise.all([Promise.all(plan.labs.map(settingOf)), recordedWavering()]);
  const jobs = settings.flatMap((setting) => here.map((client) => ({ setting, client })));
  let done = 0;
  const clientCells = await inParallel(jobs, atOnce, async ({ setting, client }) => {
    const cell = await repeated(plan.repeat, () => runClientCell(setting, client, signal));
    onProgress(++done, jobs.length, "clients");
    const [wavered = null] = wavering.get(`${cell.lab}/${cell.target}`) ?? [];
    return cell.words === null ? cell : { ...cell, reason: cell.reason ?? wavered };
  });
  const recordings = new Map<string, string>();
  for (const { lab, target, recording } of [...rows.flatMap(({ cells }) => cells), ...clientCells]) {
    if (recording !== null) recordings.set(`${lab}/${target}`, recording);
  }
  return { report: reportOf(rows, found, clients, clientCells), recordings };
}

function lookForClients(clients: readonly ClientTarget[]): Promise<Target[]> {
  return Promise.all(
    clients.map(async (client) => {
      const { id, title } = client;
      const presence = await client.presence();
      if (presence.present) return { id, title, version: presence.version, install: null };
      return { id, title, version: null, install: presence.install };
    }),
  );
}

/** Asks again, and says where the words are others. */
async function repeated(times: number, run: () => Promise<ClientCell>): Promise<ClientCell> {
  const first = await run();
  if (first.words === null) return first;
  const others = new Set<string>();
  for (let i = 1; i < times; i++) {
    const { words, reason } = await run();
    if (words !== first.words) others.add(words ?? reason ?? "nothing");
  }
  return others.size === 0 ? first : { ...first, reason: `another time ${[...others].join(", or ")}` };
}
