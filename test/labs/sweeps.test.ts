/** Labs that draw an outcome against a knob: where it changes is where it changes with real Go. */

import assert from "node:assert/strict";
import { labs } from "../../labs/mod.ts";
import { type GoSweepResult, readGoRecording, recordedLabs } from "../../lib/compare/go.ts";
import { goCases } from "../../lib/compare/record_go.ts";
import { defaults, type KnobSpecs, type KnobValues } from "../../lib/lab/knob.ts";
import { type Swept, sweepLab } from "../../lib/lab/sweep.ts";
import { transports } from "../../lib/net/platform.ts";
import { test } from "../fixtures/harness.ts";

const sweeping = labs.filter((lab) => lab.sweep !== undefined);

test("four labs draw one", () => {
  assert.deepEqual(
    sweeping.map(({ id }) => id),
    ["the-threshold", "unread-body", "cut-chunks", "too-much-header"],
  );
});

for (const folder of await recordedLabs()) {
  const { lab: id } = await goCases(folder);
  const lab = sweeping.find((l) => l.id === id);
  const recording = await readGoRecording(folder);
  const sweeps = recording.sweeps as unknown as readonly (GoSweepResult & { knobs: object })[];
  if (lab?.sweep === undefined) continue;
  const { sweep } = lab;
  for (const transport of transports()) {
    test(`${id}: ${recording.go} changes at the same sizes, over ${transport}`, async () => {
      assert.ok(sweeps.length >= 3, "fewer than three sweeps are recorded");
      for (const { knobs, from, to, boundaries } of sweeps) {
        assert.deepEqual([from, to], [sweep.from, sweep.to]);
        const turned: KnobValues<KnobSpecs> = { ...defaults(lab.knobs), ...knobs };
        const swept: Swept = await sweepLab(lab, sweep, turned, { transport });
        const starts = swept.stretches.map((s) => s.from);
        assert.deepEqual(starts, [from, ...boundaries], JSON.stringify(knobs));
      }
    });
  }
}
