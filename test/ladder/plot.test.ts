import assert from "node:assert/strict";
import { drawPlot, type Plot } from "../../lib/ladder/plot.ts";
import { ascii, unicode } from "../../lib/ladder/style.ts";
import { test } from "../fixtures/harness.ts";

const plot: Plot = {
  knob: "size",
  from: 0,
  to: 100,
  stretches: [
    { from: 0, shape: "nothing" },
    { from: 50, shape: "a little" },
    { from: 51, shape: "a lot" },
  ],
  at: 75,
};

test("a bar with a shade for each outcome, a scale, the marked value, and what each shade means", () => {
  assert.deepEqual(
    [...drawPlot(plot, { symbols: ascii, width: 24 })].map((line) => line.trimEnd()),
    [
      "  ..........+#########",
      "  0                100",
      "         size=75 o",
      "  . 0 to 49: nothing",
      "  + 50: a little",
      "  # 51 to 100: a lot",
    ],
  );
});

test("an outcome has a column, however few values it has; no line is wider than allowed", () => {
  for (const width of [40, 80, 140]) {
    const stretches = Array.from({ length: 6 }, (_, i) => ({ from: i, shape: `shape ${i}` }));
    const lines = [...drawPlot({ ...plot, to: 10_000, stretches }, { symbols: unicode, width })];
    assert.ok(lines.every((line) => line.length <= width));
    const [bar = ""] = lines;
    assert.deepEqual([...new Set(bar.trim())], [...unicode.shades]);
    assert.equal(bar.trim().length, width - 4);
    for (const { shape } of stretches) assert.ok(lines.some((line) => line.includes(shape)));
  }
});

test("the mark stands in the stretch of its value; a value outside has none", () => {
  for (const [at, symbol] of [
    [0, "."],
    [49, "."],
    [50, "+"],
    [51, "#"],
    [100, "#"],
  ] as const) {
    const [bar = "", , mark = ""] = [...drawPlot({ ...plot, at }, { symbols: ascii, width: 44 })];
    assert.equal(bar[mark.indexOf(ascii.mark)], symbol, `${at}`);
    assert.match(mark, new RegExp(`size=${at}`));
  }
  const without = [...drawPlot({ ...plot, at: 200 }, { symbols: ascii, width: 44 })];
  assert.ok(!without.some((line) => line.includes("size=")));
});
