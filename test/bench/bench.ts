/**
 * The bench: eoflab's server beside others, in one run, and what else of eoflab has a budget. Each server has one core to itself
 * and the load the other; in each round all of them are asked, one after the other, so that what disturbs the machine
 * disturbs them all.
 *
 *     npm run bench
 *     npm run bench -- --cases small,echo --rounds 7 --seconds 3 --json bench.json
 *     npm run bench -- --quick
 *
 * What counts are ratios of the same round, and the processor time for a request; the absolute rates are those of this
 * machine in this minute. A server that is not installed is left out, and named. Ctrl-C shows what is finished.
 */

import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import process from "node:process";
import { budgetsOf } from "./budgets.ts";
import { inMemory, overSockets } from "./byte_by_byte.ts";
import { idleCount } from "./cases.ts";
import { memoryOfIdle, type Rounds, runCase, yardstick } from "./compare.ts";
import { growths } from "./growth.ts";
import { endEarly, hearSignals } from "./interrupt.ts";
import { findLoadProgram, type LoadProgram } from "./load.ts";
import { type Cores, describeMachine, moveTo, openFiles, twoCores } from "./machine.ts";
import { type Options, type Part, readOptions, UsageError, usage } from "./options.ts";
import { stopAll, withPeers } from "./peers.ts";
import { report } from "./report.ts";
import { type Growing, nothingYet, type Result } from "./result.ts";
import { startOfCommandLine, timesOfLabs } from "./start.ts";
import { costOfTracing } from "./tracing.ts";

/** What is done now, with the time since the start, on stderr. */
function say(what: string): void {
  const s = Math.round(performance.now() / 1000);
  process.stderr.write(`${Math.floor(s / 60)}:${String(s % 60).padStart(2, "0")} ${what}\n`);
}

/** How many files a process of the bench has open beside its idle connections. */
const otherFiles = 200;

/** What the bench cannot do without. What is missing is said. */
function needs(options: Options): { program: LoadProgram; cores: Cores } | null {
  const idle = options.parts.includes("memory") || options.cases.some((what) => what.idle !== undefined);
  const files = idleCount + otherFiles;
  if (idle && openFiles() < files) {
    complain(
      `${idleCount} idle connections need ${files} open files, and this process may have ${openFiles()}: raise the hard limit ` +
        "(ulimit -Hn), or leave them out with --cases",
    );
    return null;
  }
  const program = findLoadProgram();
  const cores = twoCores();
  const pinned = spawnSync("taskset", ["--version"]).error === undefined;
  if (program !== null && cores !== null && pinned) return { program, cores };
  if (program === null) {
    complain("neither wrk nor autocannon is installed: apt-get install wrk, or npm ci for autocannon");
  }
  if (!pinned) complain("taskset is not installed: apt-get install util-linux (it needs Linux)");
  else if (cores === null) complain("it needs two cores: one for the servers, one for the load");
  return null;
}

function complain(what: string): void {
  process.stderr.write(`bench: ${what}\n`);
}

/** Who is measured where the others would tell nothing more: the one that is judged, and the one that it is judged by. */
const judged: readonly string[] = ["eoflab-node", yardstick];

/** Measures, and adds what is finished to the result. */
async function measure(result: Growing, options: Options, program: LoadProgram, cores: Cores): Promise<void> {
  const { rounds, seconds, quick } = options;
  const how: Rounds = { program, rounds, seconds, say };
  const wants = (part: Part): boolean => options.parts.includes(part);
  const absent = (name: string): void => void result.missing.push(name);
  if (wants("compare")) {
    await withPeers(options.peers, cores.server, absent, async (running) => {
      for (const what of options.cases) result.rows.push(...(await runCase(what, running, how)));
    });
  }
  const held = options.peers.filter((peer) => !quick || judged.includes(peer.name));
  for (const peer of wants("memory") ? held : []) {
    say(`memory of idle connections: ${peer.name}`);
    const times = quick || !judged.includes(peer.name) ? 1 : 5;
    const one = await memoryOfIdle(peer, cores.server, times);
    if (one !== null) result.memory.push(one);
  }
  if (wants("growth")) await measureGrowth(result, options, how, cores);
  // What a person starts has the whole machine.
  moveTo(`${cores.server},${cores.load}`);
  if (wants("start")) result.start = await startOfCommandLine(quick ? 5 : 15);
  for (const runtime of wants("start") ? (["Node", "Deno"] as const).slice(0, quick ? 1 : 2) : []) {
    result.labs.push(await timesOfLabs(runtime, quick ? 1 : 3, say));
  }
  moveTo(cores.load);
  if (wants("tracing")) result.tracing = await costOfTracing(cores.server, how);
}

async function measureGrowth(result: Growing, options: Options, how: Rounds, cores: Cores): Promise<void> {
  const few = Math.min(how.rounds, options.quick ? 1 : 3);
  const chosen = options.peers.filter(({ name }) => judged.includes(name));
  await withPeers(
    chosen,
    cores.server,
    () => {},
    async (running) => {
      for await (const one of growths(running, { ...how, rounds: few, seconds: 1 })) result.growths.push(one);
      for (const one of running) result.bytes.push(...(await overSockets(one, few, say)));
      say("a byte at a time, in memory");
      result.bytes.push(...inMemory(cores.server, few));
    },
  );
}

/** Prints the result, as tables or as JSON, and says whether a promise was missed. */
function show(result: Result, { json }: Options): boolean {
  const budgets = budgetsOf(result);
  const text = `${JSON.stringify({ ...result, budgets }, null, 2)}\n`;
  if (json === "-") process.stdout.write(text);
  else process.stdout.write(`${report(result, budgets)}\n`);
  if (json !== undefined && json !== "-") writeFileSync(json, text);
  return budgets.some(({ held }) => held === false);
}

async function main(args: readonly string[]): Promise<number> {
  const options = readOptions(args);
  if (options === null) {
    process.stdout.write(usage);
    return 0;
  }
  const needed = needs(options);
  if (needed === null) return 4;
  const { program, cores } = needed;
  const { rounds, seconds } = options;
  const load = { program: program.name, note: program.note };
  const result = nothingYet({ machine: describeMachine(), load, rounds, seconds });
  endEarly(() => {
    stopAll();
    result.interrupted = true;
    show(result, options);
  });
  moveTo(cores.load);
  try {
    await measure(result, options, program, cores);
  } catch (err) {
    await hearSignals();
    throw err;
  }
  const missed = show(result, options);
  return options.check && missed ? 1 : 0;
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (err) {
  if (!(err instanceof UsageError)) throw err;
  process.stderr.write(`bench: ${err.message}\n${usage}`);
  process.exitCode = 2;
}
