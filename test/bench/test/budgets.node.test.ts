/** The bench's promises are judged by the median of what was measured in the same round. */

import assert from "node:assert/strict";
import { test } from "tap";
import { budget, budgetsOf } from "../budgets.ts";
import { idleRatio, type Round, type Row } from "../compare.ts";
import { slopes } from "../growth.ts";
import { budgetTable, report } from "../report.ts";
import { nothingYet, type Result } from "../result.ts";
import { ratios, spreadOf } from "../spread.ts";
import { showBytes, showSpread, table } from "../table.ts";

const exactly = (n: number) => ({ median: n, min: n, max: n });

const empty: Result = nothingYet({
  machine: "a machine",
  load: { program: "wrk", note: null },
  rounds: 3,
  seconds: 1,
});

const rounds = (...rates: number[]): Round[] =>
  rates.map((rate) => ({ rate, requests: rate, p99: 1000 / rate, errors: 0, cpu: 10, rateWithout: 100 }));
const row = (name: string, peer: string, ...rates: number[]): Row => ({
  case: name,
  peer,
  rounds: rounds(...rates),
});

test("a spread is the median with the least and the most, of any number of numbers", async () => {
  assert.deepEqual(spreadOf([3, 1, 2]), { median: 2, min: 1, max: 3 });
  assert.deepEqual(spreadOf([4, 1, 2, 10]), { median: 3, min: 1, max: 10 });
  assert.deepEqual(spreadOf([5]), exactly(5));
});

test("ratios are those of the same round, and none where one is missing or nothing", async () => {
  // Each a tenth of the one before, on both sides: the machine was disturbed, not one of them.
  assert.deepEqual(ratios([200, 20, 2], [100, 10, 1]), exactly(2));
  assert.equal(ratios([1, 2], [1]), null);
  assert.equal(ratios([], []), null);
  assert.equal(ratios([1], [0]), null);
  assert.equal(ratios([0], [0]), null);
});

test("a promise is held or missed by the median, at its very limit too, and neither if it was not measured", async () => {
  const held = (is: "at least" | "more than" | "at most" | "less than", n: number) =>
    budget(1, "", [is, 1], { median: n, min: 0, max: 9 }).held;
  assert.deepEqual([held("at least", 1), held("at least", 0.99)], [true, false]);
  assert.deepEqual([held("more than", 1.01), held("more than", 1)], [true, false]);
  assert.deepEqual([held("at most", 1), held("at most", 1.01)], [true, false]);
  assert.deepEqual([held("less than", 0.99), held("less than", 1)], [true, false]);
  assert.equal(budget(1, "", ["at least", 1], null).held, null);
});

test("where nothing was measured nothing is held, and nothing is missed", async () => {
  for (const { held, measured } of budgetsOf(empty)) assert.deepEqual([held, measured], [null, null]);
});

/** What came of each promise that has these words in it. */
function said(result: Result, words: string): [boolean | null, number | undefined][] {
  return budgetsOf(result)
    .filter(({ text }) => text.includes(words))
    .map(({ held, measured }) => [held, measured?.median]);
}

test("the small answer is judged beside each of the others", async () => {
  const rows = [
    row("small", "eoflab-node", 130, 140, 150),
    row("small", "node-http", 100, 100, 100),
    row("small", "canned-node", 140, 160, 160),
    row("small", "go", 140, 140, 140),
    row("small", "eoflab-deno", 89, 89, 89),
    row("small", "deno-serve", 100, 100, 100),
  ];
  const result = { ...empty, rows };
  assert.deepEqual(said(result, "small: requests a second on Node, times node:http"), [
    [true, 1.4],
    [true, 1.4],
  ]);
  assert.deepEqual(said(result, "Go on one core"), [[false, 1]]);
  assert.deepEqual(said(result, "canned answer"), [[true, 130 / 140]]);
  assert.deepEqual(said(result, "of Deno.serve"), [[false, 0.89]]);
  assert.deepEqual(said(result, "small: p99"), [[true, 100 / 140]]);
  assert.deepEqual(said(result, "echo: requests"), [[null, undefined]]);
});

test("idle connections are judged by their memory, and by the rate beside them", async () => {
  const rows = [row("beside-idle", "eoflab-node", 85, 89, 95)];
  const memory = [
    { peer: "eoflab-node", bytes: exactly(6000) },
    { peer: "node-http", bytes: exactly(8000) },
  ];
  assert.deepEqual(said({ ...empty, memory }, "memory for each"), [[true, 0.75]]);
  assert.deepEqual(said({ ...empty, rows }, "of those without"), [[false, 0.89]]);
  assert.deepEqual(rows[0] && idleRatio(rows[0]), { median: 0.89, min: 0.85, max: 0.95 });
});

test("a cost that grows in a straight line is told from one that does not", async () => {
  const fields = (cost: (n: number) => number): Result => ({
    ...empty,
    growths: [
      {
        series: "fields",
        peer: "eoflab-node",
        points: [1, 3, 10, 30, 100].map((size) => ({ size, cost: exactly(cost(size)), peak: null })),
      },
    ],
  });
  assert.deepEqual(slopes(fields((n) => 40 + 2 * n).growths[0]?.points ?? []), [2, 2, 2, 2]);
  assert.deepEqual(
    said(
      fields((n) => 40 + 2 * n),
      "further field",
    ),
    [[true, 1]],
  );
  assert.equal(
    said(
      fields((n) => 40 + n * n),
      "further field",
    )[0]?.[0],
    false,
  );
});

test("a body that is kept in memory is seen", async () => {
  const mb = 1000 * 1024;
  const download = (peaks: readonly [number, number, number]): Result => ({
    ...empty,
    growths: [
      {
        series: "download",
        peer: "eoflab-node",
        points: [1, 10, 100].map((n, i) => ({
          size: n * mb,
          cost: exactly(n),
          peak: (peaks[i] ?? 0) * (1 << 20),
        })),
      },
    ],
  });
  assert.deepEqual(said(download([90, 91, 95]), "download: memory"), [[true, 5]]);
  assert.deepEqual(said(download([90, 100, 190]), "download: memory"), [[false, 100]]);
});

test("a byte that is the dearer the longer its message is, is seen", async () => {
  const bytes = (last: number): Result => ({
    ...empty,
    bytes: [
      {
        way: "socket",
        peer: "eoflab-node",
        form: "request line",
        points: [
          { size: 1024, byteAtATime: exactly(2), inOnePiece: exactly(1) },
          { size: 65_536, byteAtATime: exactly(last), inOnePiece: exactly(1) },
        ],
      },
    ],
  });
  assert.deepEqual(said(bytes(2), "request line, a byte at a time"), [[true, 1]]);
  assert.deepEqual(said(bytes(128), "request line, a byte at a time"), [[false, 64]]);
});

test("the slowest lab is judged, and named", async () => {
  const labs = [
    {
      runtime: "Deno" as const,
      labs: [
        { lab: "quick", first: exactly(20), held: true },
        { lab: "slow", first: exactly(301), held: true },
      ],
      verify: exactly(900),
      held: true,
    },
  ];
  assert.deepEqual(said({ ...empty, labs }, "slow"), [[false, 301]]);
  assert.deepEqual(said({ ...empty, labs }, "all 2 labs"), [[true, 900]]);
});

test("the list of promises says in words what held, and how many were not measured", async () => {
  const all = [
    budget(4, "the first", ["less than", 200], { median: 110.4, min: 101, max: 140 }, "ms"),
    budget(1, "the second", ["at least", 1.3], { median: 1.2, min: 1.1, max: 1.4 }),
    budget(6, "the third", ["at most", 2], null),
  ];
  assert.deepEqual(budgetTable(all).split("\n"), [
    "The budgets, by the median: 1 held, 1 missed, 1 not measured in this run",
    "",
    "          point  what        promised                   measured",
    "✓ held    4      the first   less than 200 ms     110 (101..140)",
    "✗ missed  1      the second  at least 1.3      1.20 (1.10..1.40)",
  ]);
});

test("the report says what asked, what is missing, and what was measured", async () => {
  const rows = [row("small", "eoflab-node", 200, 220, 240), row("small", "node-http", 100, 100, 100)];
  const load = { program: "autocannon", note: "it is the bottleneck" };
  const text = report({ ...empty, load, missing: ["bun-serve"], rows }, []);
  assert.match(text, /^a machine\nRounds of 1 s, 3 for each \(6 for the small answer\), asked by autocannon/);
  assert.match(text, /it is the bottleneck/);
  assert.match(text, /Not installed, and left out: bun-serve\./);
  assert.match(text, /^small {2}eoflab-node +220 +2\.20 \(2\.00\.\.2\.40\) +10\.0 +4\.55/m);
});

test("tables have words at the left and numbers at the right", async () => {
  assert.equal(table(["a", "size"], [["long", "7"]], 1), "a     size\nlong     7");
  assert.equal(showSpread({ median: 1, min: 0.5, max: 2 }, 1), "1.0 (0.5..2.0)");
  assert.equal(showSpread(null, 1), "");
  assert.deepEqual([1024, 65_536, 102_400 * 1024].map(showBytes), ["1 KB", "64 KB", "102.4 MB"]);
});

test("the report of a bench that was interrupted says so first, and shows what was finished", async () => {
  const rows = [row("small", "eoflab-node", 130), row("small", "node-http", 100)];
  const result: Result = { ...empty, interrupted: true, rows };
  const [first = "", ...rest] = report(result, budgetsOf(result)).split("\n");
  assert.equal(first, "Interrupted: what was not finished is left out.");
  assert.match(rest.join("\n"), /^small +eoflab-node +130 +1\.30 \(1\.30\.\.1\.30\)/m);
  const nothing: Result = { ...empty, interrupted: true };
  assert.equal(report(nothing, budgetsOf(nothing)), "Interrupted: nothing was measured to its end.");
  assert.doesNotMatch(report({ ...result, interrupted: false }, budgetsOf(result)), /nterrupted/);
});
