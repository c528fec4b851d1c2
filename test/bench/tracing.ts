/**
 * Point 6 of the budgets: what the trace costs. With a recorder: eoflab's server with one and without take turns. Without a
 * recorder: the program as it is, and its copy that has no trace in it at all (untraced.ts), take turns in memory.
 *
 * @module
 */

import { spawnSync } from "node:child_process";
import process from "node:process";
import type { Rounds } from "./compare.ts";
import { ask } from "./load.ts";
import { built } from "./paths.ts";
import { type Peer, type RunningPeer, withPeers } from "./peers.ts";
import { ratios, type Spread, spreadOf } from "./spread.ts";
import { buildUntraced } from "./untraced.ts";

/** What the trace costs; a cost is the server's processor time for a request, in µs. */
export interface Tracing {
  readonly recorded: {
    readonly without: Spread;
    readonly with: Spread;
    readonly ratio: Spread | null;
  };
  readonly unused: {
    /** In how many places of the program the trace was taken out. */
    readonly places: number;
    readonly plain: Spread;
    readonly untraced: Spread;
    readonly ratio: Spread;
  };
}

export async function costOfTracing(core: string, how: Rounds): Promise<Tracing> {
  how.say("what a trace costs that nobody records");
  const unused = costOfUnused(core, how.rounds);
  const node = (...args: string[]): Peer["command"] => {
    return () => [process.execPath, built("servers/eoflab.js"), ...args];
  };
  const pair: Peer[] = [
    { name: "without", command: node() },
    { name: "with", command: node("--traced") },
  ];
  return await withPeers(
    pair,
    core,
    () => {},
    async (running) => {
      const [without = [], recorded = []] = await costs(running, how);
      const ratio = ratios(recorded, without);
      return { recorded: { without: spreadOf(without), with: spreadOf(recorded), ratio }, unused };
    },
  );
}

function costOfUnused(core: string, rounds: number): Tracing["unused"] {
  const { folder, places } = buildUntraced();
  const args = ["-c", core, process.execPath, built("servers/untraced_in_memory.js"), folder, String(rounds)];
  const { stdout, status } = spawnSync("taskset", args, {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
  });
  if (status !== 0) throw new Error(`untraced_in_memory.ts failed: ${stdout}`);
  return { places, ...(JSON.parse(stdout) as Omit<Tracing["unused"], "places">) };
}

async function costs(running: readonly RunningPeer[], how: Rounds): Promise<number[][]> {
  const small = { path: "/", connections: 50 };
  const all = running.map((): number[] => []);
  for (const { port } of running) await ask(how.program, port, small, 1);
  for (let round = 1; round <= how.rounds; round++) {
    how.say(`what a recorder costs: round ${round} of ${how.rounds}`);
    for (const [i, one] of running.entries()) {
      const before = one.processorTime;
      const { requests } = await ask(how.program, one.port, small, how.seconds);
      all[i]?.push((one.processorTime - before) / requests);
    }
  }
  return all;
}
