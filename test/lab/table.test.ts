/** Tables of runs: each row is a run of its own. */

import assert from "node:assert/strict";
import { labs } from "../../labs/mod.ts";
import { defaults } from "../../lib/lab/knob.ts";
import { type Table, tableLab } from "../../lib/lab/table.ts";
import { test } from "../fixtures/harness.ts";

const lab = labs[0];

test("tableLab() runs a lab at each row's setting, and marks the row that has the given one", async () => {
  const table: Table = {
    caption: "sizes",
    rows: [200, 5_000].map((size) => ({ title: `${size} bytes`, set: { size } })),
    columns: ({ header }) => ["size", header.lab],
    cells: (rec) => [String(rec.header.knobs.size), rec.first("handler.wrote")?.error ?? "no error"],
  };
  const knobs = { ...defaults(lab.knobs), port: 0, size: 5_000 };
  const { columns, rows } = await tableLab(lab, table, knobs);
  assert.deepEqual(columns, ["size", "silent-eof"]);
  assert.deepEqual(
    rows.map(({ title, current }) => [title, current]),
    [
      ["200 bytes", false],
      ["5000 bytes", true],
    ],
  );
  assert.deepEqual(rows[0]?.cells, ["200", "no error"]);
  assert.match(rows[1]?.cells[1] ?? "", /i\/o timeout$/);
});
