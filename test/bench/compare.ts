/**
 * Point 1 and 2 of the budgets: the servers beside each other, case by case. They run side by side and are asked one after
 * the other, in rounds, so that what disturbs the machine disturbs them all.
 *
 * @module
 */

import { type Case, idleCount } from "./cases.ts";
import { ask, idleConnections, type LoadProgram } from "./load.ts";
import type { Measured } from "./load_report.ts";
import { type Peer, RunningPeer } from "./peers.ts";
import { ratios, type Spread, spreadOf } from "./spread.ts";

/** Whom the ratios of the table are to. */
export const yardstick = "node-http";

/** One round of one server in one case. */
export interface Round extends Measured {
  /** Processor time of the server for a request, in µs. */
  readonly cpu: number;
  /** Where connections are idle beside: the rate just before they were opened. */
  readonly rateWithout: number | null;
}

/** What one server did in one case. */
export interface Row {
  readonly case: string;
  readonly peer: string;
  readonly rounds: readonly Round[];
}

/** How it is measured. */
export interface Rounds {
  readonly program: LoadProgram;
  readonly rounds: number;
  readonly seconds: number;
  /** Told what is done, for people. */
  readonly say: (what: string) => void;
}

/** All rounds of one case. A server that fails in one of them is left out of the case, and named. */
export async function runCase(what: Case, running: readonly RunningPeer[], how: Rounds): Promise<Row[]> {
  const rounds = new Map<RunningPeer, Round[]>();
  for (const one of running) if (!one.peer.canned || what.canned) rounds.set(one, []);
  const count = how.rounds * (what.times ?? 1);
  for (let round = 0; round <= count; round++) {
    how.say(`${what.title}: ${round === 0 ? "warming up" : `round ${round} of ${count}`}`);
    for (const [one, its] of rounds) {
      try {
        if (round === 0) await ask(how.program, one.port, what, 1);
        else its.push(await runOne(one, what, how));
      } catch (err) {
        how.say(`${one.peer.name} is left out of this case: ${err instanceof Error ? err.message : err}`);
        rounds.delete(one);
      }
    }
  }
  return [...rounds].map(([{ peer }, its]) => ({ case: what.name, peer: peer.name, rounds: its }));
}

async function runOne(one: RunningPeer, what: Case, { program, seconds }: Rounds): Promise<Round> {
  const idle = what.idle ?? 0;
  const rateWithout = idle === 0 ? null : (await ask(program, one.port, what, seconds)).rate;
  // Opened for the round alone: the system allows too few open files for those of all servers.
  const end = await idleConnections(one.port, idle);
  const before = one.processorTime;
  const measured = await ask(program, one.port, what, seconds);
  const cpu = (one.processorTime - before) / measured.requests;
  end();
  return { ...measured, cpu, rateWithout };
}

/** What of a round is compared. */
export type Quantity = "rate" | "p99" | "cpu";

/** One server's quantity over another's of the same round; `null` if one of them was not run in this case. */
export function beside(
  rows: readonly Row[],
  name: string,
  peer: string,
  other: string,
  quantity: Quantity,
): Spread | null {
  const of = (who: string): number[] =>
    rows.find((row) => row.case === name && row.peer === who)?.rounds.map((round) => round[quantity]) ?? [];
  return ratios(of(peer), of(other));
}

/** A server's rate beside idle connections over the one without. */
export function idleRatio({ rounds }: Row): Spread | null {
  return ratios(
    rounds.map(({ rate }) => rate),
    rounds.map(({ rateWithout }) => rateWithout ?? Number.NaN),
  );
}

/** What an idle connection costs, in bytes. */
export interface Memory {
  readonly peer: string;
  readonly bytes: Spread;
}

/**
 * What a connection costs that is kept and idle: of a server that was started for this and has done nothing else.
 *
 * @param times how often, each with a server of its own
 */
export async function memoryOfIdle(peer: Peer, core: string, times: number): Promise<Memory | null> {
  const bytes: number[] = [];
  for (let i = 0; i < times; i++) {
    const one = await RunningPeer.start(peer, core);
    if (one === null) return null;
    try {
      // What the first connections leave behind is no cost of one that is idle.
      (await idleConnections(one.port, 100))();
      const before = one.memory;
      const end = await idleConnections(one.port, idleCount);
      bytes.push((one.memory - before) / idleCount);
      end();
    } finally {
      one.stop();
    }
  }
  return { peer: peer.name, bytes: spreadOf(bytes) };
}
