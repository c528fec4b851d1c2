/**
 * The bench: eoflab's server beside others, in one run. Each server has one core to itself and wrk the other; in each
 * round all of them are asked, one after the other, so that what disturbs the machine disturbs them all.
 *
 *     npm run bench
 *     npm run bench -- --cases small,echo --rounds 7 --seconds 3 --json bench.json
 *     npm run bench -- --quick
 *
 * What counts are the ratios to node:http of the same round, and the processor time for a request; the absolute
 * rates are those of this machine in this minute. A peer that is not installed is left out, and named.
 *
 * Exit codes: 0 measured; 2 usage; 4 wrk or taskset is not installed.
 */

import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import process from "node:process";
import { parseArgs } from "node:util";
import { type Case, cases, idleConnections, load, type Measured } from "./load.ts";
import { type Peer, peers, RunningPeer } from "./peers.ts";
import { type Row, spreadOf, table } from "./report.ts";

const usage = `usage: bench [--cases ${cases.map(({ name }) => name).join(",")}]
             [--peers NAME,...] [--rounds 5] [--seconds 2] [--quick] [--memory] [--json FILE]
`;

/** Whom the ratios are to. */
const yardstick = "node-http";

/** One round of one server in one case. */
interface Round extends Measured {
  /** Processor time for a request, in µs. */
  readonly cpu: number;
}

interface Options {
  readonly cases: readonly Case[];
  readonly peers: readonly Peer[];
  readonly rounds: number;
  readonly seconds: number;
  /** Whether the memory of idle connections is measured, too. */
  readonly memory: boolean;
  readonly json: string | undefined;
}

function readOptions(): Options {
  const { values } = parseArgs({
    options: {
      cases: { type: "string" },
      peers: { type: "string" },
      rounds: { type: "string" },
      seconds: { type: "string" },
      quick: { type: "boolean" },
      memory: { type: "boolean" },
      json: { type: "string" },
    },
  });
  return {
    cases: chosen(cases, values.cases),
    peers: chosen(peers, values.peers),
    rounds: positive(values.rounds ?? (values.quick ? "3" : "5")),
    seconds: positive(values.seconds ?? (values.quick ? "1" : "2")),
    memory: values.cases === undefined || values.memory === true,
    json: values.json,
  };
}

/** Those that are named, or all. */
function chosen<T extends { readonly name: string }>(all: readonly T[], names: string | undefined): T[] {
  if (names === undefined) return [...all];
  return names.split(",").map((name) => {
    const found = all.find((one) => one.name === name);
    if (found === undefined)
      throw new TypeError(`${name} is none of ${all.map((one) => one.name).join(", ")}`);
    return found;
  });
}

function positive(text: string): number {
  if (!/^[1-9]\d*$/.test(text)) throw new TypeError(`want a whole number above 0, not ${text}`);
  return Number(text);
}

/** One round of one server. */
async function runOne(one: RunningPeer, what: Case, seconds: number): Promise<Round> {
  // Opened for the round alone: the system allows too few open files for those of all servers.
  const end = await idleConnections(one.port, what.idle ?? 0);
  const before = one.cpu;
  const measured = await load(one.port, what, seconds);
  const cpu = ((one.cpu - before) * 1000) / measured.requests;
  end();
  return { ...measured, cpu };
}

/** All rounds of one case: the servers run side by side, and are asked one after the other. */
async function runCase(what: Case, running: readonly RunningPeer[], options: Options): Promise<Row[]> {
  const able = running.filter(({ peer }) => !peer.canned || what.canned);
  const rounds = new Map<RunningPeer, Round[]>(able.map((one) => [one, []]));
  for (const { port } of able) await load(port, what, 1);
  for (let round = 0; round < options.rounds; round++) {
    for (const one of able) {
      rounds.get(one)?.push(await runOne(one, what, options.seconds));
    }
  }
  const yard = [...rounds].find(([{ peer }]) => peer.name === yardstick)?.[1];
  return [...rounds].map(([{ peer }, its]) => ({
    case: what.name,
    peer: peer.name,
    rate: spreadOf(its.map(({ rate }) => rate)),
    ratio:
      yard === undefined ? null : spreadOf(its.map(({ rate }, i) => rate / (yard[i]?.rate ?? Number.NaN))),
    cpu: spreadOf(its.map(({ cpu }) => cpu)),
    p99: spreadOf(its.map(({ p99 }) => p99)),
    errors: its.reduce((sum, { errors }) => sum + errors, 0),
  }));
}

/** What a connection costs that is kept and idle, in bytes: of a server that was started for this and has done nothing else. */
async function memoryPerIdle(peer: Peer, count: number): Promise<number | null> {
  const one = await RunningPeer.start(peer);
  if (one === null) return null;
  try {
    (await idleConnections(one.port, 100))();
    const before = one.memory;
    const end = await idleConnections(one.port, count);
    const bytes = (one.memory - before) / count;
    end();
    return bytes;
  } finally {
    one.stop();
  }
}

/** How many connections are idle while their memory is measured. */
const idleCount = 10_000;

async function main(options: Options): Promise<number> {
  for (const [program, asked] of [
    ["wrk", "-v"],
    ["taskset", "--version"],
  ] as const) {
    if (spawnSync(program, [asked]).error !== undefined) {
      console.error(`bench: ${program} is not installed (apt-get install wrk util-linux)`);
      return 4;
    }
  }
  const running: RunningPeer[] = [];
  const rows: Row[] = [];
  try {
    for (const peer of options.peers) {
      const one = await RunningPeer.start(peer);
      if (one === null) console.error(`bench: ${peer.name} is not installed, and left out`);
      else running.push(one);
    }
    for (const what of options.cases) rows.push(...(await runCase(what, running, options)));
  } finally {
    for (const one of running) one.stop();
  }
  console.log(table(rows, yardstick));
  const memory: { peer: string; bytes: number }[] = [];
  for (const peer of options.memory ? options.peers : []) {
    const bytes = await memoryPerIdle(peer, idleCount);
    if (bytes === null) continue;
    memory.push({ peer: peer.name, bytes });
    console.log(
      `memory for each of ${idleCount} idle connections: ${peer.name} ${(bytes / 1024).toFixed(1)} KB`,
    );
  }
  const { rounds, seconds } = options;
  if (options.json !== undefined) {
    writeFileSync(options.json, `${JSON.stringify({ yardstick, rounds, seconds, rows, memory }, null, 2)}\n`);
  }
  return 0;
}

try {
  process.exitCode = await main(readOptions());
} catch (err) {
  if (!(err instanceof TypeError)) throw err;
  console.error(`bench: ${err.message}\n${usage}`);
  process.exitCode = 2;
}
