/** A table for a terminal. */

import assert from "node:assert/strict";
import { ascii } from "../../lib/ladder/style.ts";
import { drawTable } from "../../lib/ladder/table.ts";
import { test } from "../fixtures/harness.ts";

const table = {
  columns: ["ours", "theirs"],
  rows: [
    { title: "plain", cells: ["2", "2"], current: false },
    { title: "twofold", cells: ["three, and a hidden one", "400"], current: true },
  ],
};

test("drawTable() sets cells below the titles of their columns, and marks a row", () => {
  assert.deepEqual(
    [...drawTable(table, { symbols: ascii, width: 80 })],
    [
      "           ours                     theirs",
      "  plain    2                        2",
      `${ascii.mark} twofold  three, and a hidden one  400`,
    ],
  );
});

test("a cell that is longer than its share goes on below, and no line is longer than the width", () => {
  const lines = [...drawTable(table, { symbols: ascii, width: 36 })];
  assert.deepEqual(lines, [
    "           ours         theirs",
    "  plain    2            2",
    `${ascii.mark} twofold  three, and   400`,
    "           a hidden",
    "           one",
  ]);
  assert.ok(lines.every((line) => line.length <= 36));
});
