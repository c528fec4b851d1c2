/**
 * The whole comparison: labs on servers, and with clients, into one report and the recordings of its cells.
 *
 * @module
 */

import { EoflabError } from "../errors.ts";
import type { Lab } from "../lab/lab.ts";
import { cellName } from "./cell.ts";
import type { ClientTarget } from "./clients/mod.ts";
import { type ClientCell, failedCell, runClientCell } from "./clients/run_client.ts";
import { settleClients } from "./clients/settle.ts";
import { Hung } from "./hung.ts";
import { inParallel } from "./in_parallel.ts";
import { lookFor, runMatrix } from "./matrix.ts";
import type { Presence } from "./presence.ts";
import { recordedWavering } from "./recorded.ts";
import { type Report, reportOf, targetOf } from "./report.ts";
import type { ServerTarget } from "./servers/mod.ts";
import { settingOf } from "./setting.ts";

/** What is to be compared. */
export interface Plan {
  readonly labs: readonly Lab[];
  readonly servers: readonly ServerTarget[];
  readonly clients: readonly ClientTarget[];
  /** The server that the others are held against; it need not be one of them. */
  readonly against: ServerTarget;
  /** How often a cell on the real clock is run: where it is not the same each time, it wavers. */
  readonly repeat: number;
}

/** What came of it. */
export interface Comparison {
  readonly report: Report;
  /** The recordings of the cells, as NDJSON: by {@link cellName}. */
  readonly recordings: ReadonlyMap<string, string>;
}

/** So many clients are asked at once. */
const atOnce = 4;

/**
 * Makes all runs.
 *
 * @param onProgress told how far it is, as a text
 * @throws INTERRUPTED when `signal` was aborted; NOT_INSTALLED when another server than Go is to be the reference, and is
 *   not here
 */
export async function compareAll(
  plan: Plan,
  signal: AbortSignal,
  onProgress: (done: number, of: number, what: string) => void = () => {},
): Promise<Comparison> {
  const [found, [against], clients] = await Promise.all([
    lookFor(plan.servers),
    lookFor([plan.against]),
    lookForClients(plan.clients),
  ]);
  if (against === undefined) throw new Error("whoever is looked for is told of");
  // Of Go there are recordings.
  if (!against.presence.present && plan.against.runtime !== "go") {
    const { broken, install } = against.presence;
    throw new EoflabError(
      "NOT_INSTALLED",
      `--against ${plan.against.id}: it is not here: ${broken ?? install}`,
    );
  }
  const rows = await runMatrix(plan.labs, found, {
    repeat: plan.repeat,
    against,
    signal,
    onCell: (done, of) => onProgress(done, of, "servers"),
  });
  const clientCells = await runClients(plan, clients, signal, (done, of) => onProgress(done, of, "clients"));
  const recordings = new Map<string, string>();
  const keep = (what: "server" | "client", cells: readonly Recorded[]): void => {
    for (const { lab, target, recording } of cells) {
      if (recording !== null) recordings.set(cellName(lab, what, target), recording);
    }
  };
  keep(
    "server",
    rows.flatMap(({ cells }) => cells),
  );
  keep("client", clientCells);
  const targets = clients.map(({ client, presence }) => targetOf(client, presence));
  return { report: reportOf(rows, found, targets, clientCells), recordings };
}

/** A cell, as far as its recording goes. */
type Recorded = Pick<ClientCell, "lab" | "target" | "recording">;

/** A client, and whether it is here. */
interface PresentClient {
  readonly client: ClientTarget;
  readonly presence: Presence;
}

function lookForClients(clients: readonly ClientTarget[]): Promise<PresentClient[]> {
  return Promise.all(clients.map(async (client) => ({ client, presence: await client.presence() })));
}

/** Asks every client that is here, in every lab; of one that is broken, each cell has failed. */
async function runClients(
  { labs, repeat }: Plan,
  clients: readonly PresentClient[],
  signal: AbortSignal,
  onCell: (done: number, of: number) => void,
): Promise<ClientCell[]> {
  const [settings, wavering] = await Promise.all([Promise.all(labs.map(settingOf)), recordedWavering()]);
  const tried = clients.filter(({ presence }) => presence.present || presence.broken !== undefined);
  const jobs = settings.flatMap((setting) => tried.map((one) => ({ setting, ...one })));
  const hung = new Hung();
  let done = 0;
  const cells = await inParallel(jobs, atOnce, async ({ setting, client, presence }) => {
    const why = presence.present ? undefined : presence.broken;
    const cell = await (why === undefined
      ? repeated(repeat, () => runClientCell(setting, client, hung, signal))
      : failedCell(setting, client, why));
    onCell(++done, jobs.length);
    return cell;
  });
  return settleClients(cells, wavering);
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
