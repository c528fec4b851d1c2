/**
 * Point 3 of the budgets: how the cost grows, with the connections, with a header's fields, and with a body's length. A cost is
 * the server's processor time.
 *
 * @module
 */

import { transferred } from "./bodies.ts";
import type { Rounds } from "./compare.ts";
import { ask, type Load } from "./load.ts";
import { forgetPeak, peakOf } from "./machine.ts";
import type { RunningPeer } from "./peers.ts";
import { type Spread, spreadOf } from "./spread.ts";

/** What a server's cost is at one size. */
export interface Point {
  /** How many connections, fields or bytes. */
  readonly size: number;
  /** For a request, in µs. */
  readonly cost: Spread;
  /** The most memory that the server held meanwhile, in bytes; of bodies alone. */
  readonly peak: number | null;
}

/** How the cost of one server grows with one size. */
export interface Growth {
  readonly series: "connections" | "fields" | "download" | "upload";
  readonly peer: string;
  readonly points: readonly Point[];
}

/** The sizes of each series. */
export const sizes = {
  connections: [1, 10, 100, 1000],
  fields: [1, 3, 10, 30, 100],
  body: [1, 10, 100, 1000, 10_000, 100_000].map((kb) => kb * 1024),
} as const;

/** Measures what grows, of several servers, in rounds that take turns; each series as it is finished. */
export async function* growths(running: readonly RunningPeer[], how: Rounds): AsyncGenerator<Growth> {
  yield* await series("connections", running, how, sizes.connections, (one, size) =>
    costOfRequest(one, { path: "/", connections: size }, how),
  );
  yield* await series("fields", running, how, sizes.fields, (one, size) =>
    costOfRequest(one, { path: "/", connections: 50, fields: manyFields(size) }, how),
  );
  for (const way of ["download", "upload"] as const) {
    yield* await series(way, running, how, sizes.body, (one, size) => costOfBody(one, way, size));
  }
}

/** Fields as browsers send them, of 32 bytes each. */
function manyFields(count: number): [string, string][] {
  return Array.from({ length: count }, (_, i) => [`X-Field-${String(i).padStart(3, "0")}`, "v".repeat(17)]);
}

interface Cost {
  readonly cost: number;
  readonly peak: number | null;
}

async function series(
  name: Growth["series"],
  running: readonly RunningPeer[],
  how: Rounds,
  all: readonly number[],
  measure: (one: RunningPeer, size: number) => Promise<Cost>,
): Promise<Growth[]> {
  const seen = running.map(() => all.map((): Cost[] => []));
  // The first time the code is compiled; that is no cost of a size.
  for (const one of running) await measure(one, all[1] ?? 1);
  for (let round = 1; round <= how.rounds; round++) {
    how.say(`how the cost grows, ${name}: round ${round} of ${how.rounds}`);
    for (const [i, size] of all.entries()) {
      for (const [j, one] of running.entries()) seen[j]?.[i]?.push(await measure(one, size));
    }
  }
  return running.map(({ peer }, j) => ({
    series: name,
    peer: peer.name,
    points: all.map((size, i) => pointOf(size, seen[j]?.[i] ?? [])),
  }));
}

function pointOf(size: number, costs: readonly Cost[]): Point {
  const peaks = costs.flatMap(({ peak }) => peak ?? []);
  return {
    size,
    cost: spreadOf(costs.map(({ cost }) => cost)),
    peak: peaks.length === 0 ? null : Math.max(...peaks),
  };
}

async function costOfRequest(one: RunningPeer, load: Load, { program, seconds }: Rounds): Promise<Cost> {
  const before = one.processorTime;
  const { requests } = await ask(program, one.port, load, seconds);
  return { cost: (one.processorTime - before) / requests, peak: null };
}

/** How much is sent of each size, in bytes, and how many bodies at least and at most: enough to be measured. */
const enough = { bytes: 64 << 20, least: 2, most: 1000 };

async function costOfBody(one: RunningPeer, way: "download" | "upload", size: number): Promise<Cost> {
  const count = Math.min(enough.most, Math.max(enough.least, Math.round(enough.bytes / size)));
  forgetPeak(one.pid);
  const before = one.processorTime;
  await transferred(one.port, way, size, count);
  return { cost: (one.processorTime - before) / count, peak: peakOf(one.pid) };
}

/** What a further unit of size costs between neighbours, in µs: the same everywhere if the cost grows in a straight line. */
export function slopes(points: readonly Point[]): number[] {
  return points.slice(1).map((point, i) => {
    const before = points[i];
    if (before === undefined) return Number.NaN;
    return (point.cost.median - before.cost.median) / (point.size - before.size);
  });
}
