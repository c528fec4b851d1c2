/** Lab 18 is a table: each of its rows is run, and is what the page says, and what real Go did. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { outcome } from "../../labs/18_who_closes/cases.ts";
import { whoCloses } from "../../labs/18_who_closes/lab.ts";
import { rows, table } from "../../labs/18_who_closes/table.ts";
import { runLab } from "../../lib/lab/run.ts";
import { tableLab } from "../../lib/lab/table.ts";
import { test } from "../fixtures/harness.ts";

const folder = new URL("../../labs/18_who_closes/", import.meta.url);
const defaults = { ...rows[0].set };

/** The rows of the page's table: title, and cells without their marks. */
const page = readFileSync(new URL("README.md", folder), "utf8")
  .split("\n")
  .filter((line) => /^\| 1\.[01], /.test(line))
  .map((line) =>
    line
      .split("|")
      .slice(1, -1)
      .map((cell) => cell.trim().replaceAll("`", "")),
  );

test("every row of the page's table is what a run shows", async () => {
  const tabled = await tableLab(whoCloses, table, defaults);
  assert.equal(tabled.rows.length, rows.length);
  assert.deepEqual(
    tabled.rows.map(({ title, cells }) => [title, ...cells]),
    page,
  );
});

test("every row is what real Go did", async () => {
  const recorded = JSON.parse(readFileSync(new URL("go.json", folder), "utf8")) as {
    cases: { knobs: unknown }[];
  };
  for (const { title, set } of rows) {
    const go = recorded.cases.find(({ knobs }) => JSON.stringify(knobs) === JSON.stringify(set));
    assert.ok(go !== undefined, `${title} is not recorded`);
    const clock = { mode: "virtual", speed: 1 } as const;
    const recording = await runLab(whoCloses, { knobs: set, clock });
    const { knobs: _knobs, ...rest } = go;
    assert.deepEqual(outcome(recording), rest, title);
  }
});
