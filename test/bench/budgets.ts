/**
 * What the server promises of its speed, each promise beside what was measured. A promise is judged by its median; its spread says
 * how far the rounds were apart.
 *
 * @module
 */

import { dearer } from "./byte_by_byte.ts";
import { cases, idleCount } from "./cases.ts";
import { beside, idleRatio, type Quantity, yardstick } from "./compare.ts";
import { type Growth, slopes } from "./growth.ts";
import type { Result } from "./result.ts";
import { ratios, type Spread } from "./spread.ts";

/** A promise, and what came of it. */
export interface Budget {
  /** Its number in the list of promises, 1 to 6. */
  readonly point: number;
  /** What is promised: `small: eoflab on Node, times node:http`. */
  readonly text: string;
  readonly limit: { readonly is: "at least" | "more than" | "at most" | "less than"; readonly than: number };
  readonly unit: "times" | "ms" | "MB";
  /** `null` if it was not measured: a server is not installed, or was not chosen. */
  readonly measured: Spread | null;
  readonly held: boolean | null;
}

type Limit = [is: Budget["limit"]["is"], than: number];

/** All promises, in the order of their points. */
export function budgetsOf(result: Result): Budget[] {
  return [
    ...speed(result),
    ...memory(result),
    ...growth(result),
    ...bytes(result),
    ...start(result),
    ...tracing(result),
  ];
}

/** Judges a promise. */
export function budget(
  point: number,
  text: string,
  [is, than]: Limit,
  measured: Spread | null,
  unit: Budget["unit"] = "times",
): Budget {
  const n = measured?.median ?? null;
  const held = n === null ? null : within(n, is, than);
  return { point, text, limit: { is, than }, unit, measured, held };
}

function within(n: number, is: Budget["limit"]["is"], than: number): boolean {
  if (is === "at least") return n >= than;
  if (is === "more than") return n > than;
  return is === "at most" ? n <= than : n < than;
}

function exactly(n: number | null): Spread | null {
  return n === null || !Number.isFinite(n) ? null : { median: n, min: n, max: n };
}

function speed({ rows }: Result): Budget[] {
  const small = (peer: string, other: string): Spread | null => beside(rows, "small", peer, other, "rate");
  const eachCase = (quantity: Quantity, what: string, limit: Limit): Budget[] =>
    cases.map(({ name }) =>
      budget(1, `${name}: ${what}`, limit, beside(rows, name, "eoflab-node", yardstick, quantity)),
    );
  return [
    budget(
      1,
      "small: requests a second on Node, times node:http",
      ["at least", 1.3],
      small("eoflab-node", yardstick),
    ),
    budget(
      1,
      "small: requests a second on Node, times Go on one core",
      ["more than", 1],
      small("eoflab-node", "go"),
    ),
    budget(
      1,
      "small: requests a second on Node, of the canned answer on node:net",
      ["at least", 0.9],
      small("eoflab-node", "canned-node"),
    ),
    budget(
      1,
      "small: requests a second on Deno, of Deno.serve",
      ["at least", 0.9],
      small("eoflab-deno", "deno-serve"),
    ),
    ...eachCase("rate", "requests a second on Node, times node:http", ["at least", 1]),
    ...eachCase("p99", "p99 on Node, times node:http's", ["at most", 1]),
  ];
}

function memory({ memory: all, rows }: Result): Budget[] {
  const of = (peer: string): number => all.find((one) => one.peer === peer)?.bytes.median ?? Number.NaN;
  const idle = rows.find((row) => row.case === "beside-idle" && row.peer === "eoflab-node");
  return [
    budget(
      2,
      `memory for each of ${idleCount} idle connections, times node:http's`,
      ["less than", 1],
      exactly(of("eoflab-node") / of(yardstick)),
    ),
    budget(
      2,
      `small: requests a second beside ${idleCount} idle connections, of those without`,
      ["at least", 0.9],
      idle === undefined ? null : idleRatio(idle),
    ),
  ];
}

/** How much dearer the next of a kind may be at most, for a line to count as straight. */
const straight = 2;
/** How much more memory the longest body may take than one of 1 MB, in MB: buffers and garbage, but not the body. */
const constantMemory = 32;

function growth({ growths }: Result): Budget[] {
  const of = (series: Growth["series"]): Growth | undefined =>
    growths.find((one) => one.series === series && one.peer === "eoflab-node");
  const bodies = (["download", "upload"] as const).flatMap((way) => {
    const points = of(way)?.points ?? [];
    const [last, before] = [points.at(-1), points.at(-2)];
    const perByte =
      last === undefined || before === undefined
        ? null
        : last.cost.median / last.size / (before.cost.median / before.size);
    const mega = points.find(({ size }) => size === 1000 * 1024)?.peak ?? Number.NaN;
    return [
      budget(
        3,
        `${way}: a byte of 100 MB costs what one of 10 MB does, times`,
        ["at most", straight],
        exactly(perByte),
      ),
      budget(
        3,
        `${way}: memory for 100 MB beyond that for 1 MB`,
        ["at most", constantMemory],
        exactly(((last?.peak ?? Number.NaN) - mega) / (1 << 20)),
        "MB",
      ),
    ];
  });
  return [
    budget(
      3,
      "a request with 1,000 connections costs what one with 10 does, times",
      ["at most", straight],
      costRatio(of("connections"), 1000, 10),
    ),
    budget(
      3,
      "a further field of 100 costs what one of 10 does, times",
      ["at most", straight],
      exactly(fieldRatio(of("fields"))),
    ),
    ...bodies,
  ];
}

function costRatio(all: Growth | undefined, size: number, than: number): Spread | null {
  const [high, low] = [size, than].map((n) => all?.points.find((point) => point.size === n)?.cost);
  return high === undefined || low === undefined
    ? null
    : ratios([high.median, high.min, high.max], [low.median, low.min, low.max]);
}

/** What a field costs between 30 and 100 of them, over what one does between 1 and 30. */
function fieldRatio(all: Growth | undefined): number | null {
  const points = all?.points.filter(({ size }) => size === 1 || size === 30 || size === 100) ?? [];
  const [few, many] = slopes(points);
  return few === undefined || many === undefined ? null : many / few;
}

/** How much dearer a byte may be where something is different, but nothing quadratic. */
const byteLimit = 3;

function bytes({ bytes: all }: Result): Budget[] {
  const ours = all.filter(({ peer }) => peer === "eoflab-node");
  const floor = all.find(({ way }) => way === "read and dropped, in memory")?.points.at(-1);
  return ours.flatMap(({ way, form, points }) => {
    const last = points.at(-1);
    if (last === undefined) return [];
    const judge = (what: string, n: number | null): Budget =>
      budget(3, `${form}, a byte at a time: ${what}, times`, ["at most", byteLimit], exactly(n));
    if (way === "socket") {
      return [judge("through a socket, a byte of 64 KB costs what one of 1 KB does", dearer(points))];
    }
    if (way === "server in memory") {
      const own = last.byteAtATime.median / (floor?.byteAtATime.median ?? Number.NaN);
      return [
        judge("in memory, a byte of 64 KB costs what one of 1 KB does", dearer(points)),
        judge("in memory, serving it costs what reading and dropping it does", own),
      ];
    }
    if (way !== "parser alone") return [];
    const apart = last.byteAtATime.median / last.inOnePiece.median;
    return [judge("the parser alone, a byte costs what one of 64 KB in one piece does", apart)];
  });
}

function start({ start: cli, labs }: Result): Budget[] {
  return [
    budget(4, "eoflab --help on Node", ["less than", 200], cli?.help ?? null, "ms"),
    ...labs.flatMap(({ runtime, labs: each, verify }) => {
      const [slowest] = [...each].sort((a, b) => b.first.median - a.first.median);
      return [
        budget(
          4,
          `the slowest lab's run on ${runtime}, in a process of its own: ${slowest?.lab ?? ""}`,
          ["less than", 300],
          slowest?.first ?? null,
          "ms",
        ),
        budget(
          4,
          `eoflab verify on ${runtime}, all ${each.length} labs`,
          ["less than", 10_000],
          verify,
          "ms",
        ),
      ];
    }),
  ];
}

function tracing({ tracing: trace }: Result): Budget[] {
  return [
    budget(
      6,
      "processor time for a request with a recorder, times without",
      ["at most", 2],
      trace?.recorded.ratio ?? null,
    ),
    budget(
      6,
      "the same without a recorder, times a program without a trace, in memory",
      ["less than", 1.03],
      trace?.unused.ratio ?? null,
    ),
  ];
}
