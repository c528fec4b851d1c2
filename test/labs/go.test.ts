/** Every recorded lab comes out as with real Go, at each of the recorded settings. (Lab 01 has more: silent_eof_go.test.ts.) */

import assert from "node:assert/strict";
import { labs } from "../../labs/mod.ts";
import { readGoRecording, recordedLabs } from "../../lib/compare/go.ts";
import { goCases } from "../../lib/compare/record_go.ts";
import { defaults } from "../../lib/lab/knob.ts";
import { transports } from "../../lib/net/platform.ts";
import { test } from "../fixtures/harness.ts";
import { runAt, type Setting } from "../fixtures/labs.ts";

for (const folder of (await recordedLabs()).filter((name) => name !== "01_silent_eof")) {
  const {
    lab: id,
    outcome,
    compared = (all: object) => all,
    instead = (knobs: object) => knobs,
  } = await goCases(folder);
  const lab = labs.find((l) => l.id === id);
  const { go, cases } = await readGoRecording<{ knobs: object }>(folder);

  for (const transport of transports()) {
    test(`${id} comes out as with ${go}, over ${transport}`, async () => {
      assert.ok(lab !== undefined, `${id} is no lab`);
      assert.ok(cases.length >= 3, "fewer than three settings are recorded");
      for (const { knobs } of cases) {
        const wanted = inOrder(instead(knobs, transport));
        const found = cases.find((c) => inOrder(c.knobs) === wanted);
        assert.ok(found !== undefined, `no case has ${wanted}`);
        const { knobs: _, ...recorded } = found;
        const setting: Setting = { name: folder, knobs: { ...defaults(lab.knobs), ...knobs } };
        const run = await runAt(lab, setting, transport);
        assert.deepEqual(outcome(run), compared(recorded, run), JSON.stringify(knobs));
      }
    });
  }
}

/** Knobs as a text in which they are in order, to find the same ones by. */
function inOrder(knobs: object): string {
  return JSON.stringify(Object.entries(knobs).sort(([a], [b]) => (a < b ? -1 : 1)));
}

test("every lab is recorded from Go", async () => {
  const folders = await recordedLabs();
  assert.deepEqual(
    folders.map((folder) => Number(folder.slice(0, 2))),
    labs.map(({ number }) => number),
  );
});
