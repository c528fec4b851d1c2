/** What lab 12 says that JavaScript cannot do, and Go can: neither may change unseen. */

import assert from "node:assert/strict";
import {
  type BlockedLoopKnobs,
  type BlockedLoopOutcome,
  everything,
} from "../../labs/12_blocked_loop/cases.ts";
import { blockedLoop } from "../../labs/12_blocked_loop/lab.ts";
import { readGoRecording } from "../../lib/compare/go.ts";
import { defaults } from "../../lib/lab/knob.ts";
import { transports } from "../../lib/net/platform.ts";
import { test } from "../fixtures/harness.ts";
import { runAt } from "../fixtures/labs.ts";

const recording = await readGoRecording<BlockedLoopOutcome & { knobs: BlockedLoopKnobs }>("12_blocked_loop");
const { go, cases } = recording;

for (const transport of transports()) {
  test(`whoever asks while a handler computes waits here, over ${transport}, and does not in ${go}`, async () => {
    assert.ok(cases.some(({ knobs }) => knobs.compute > 0 && !knobs.elsewhere));
    for (const { knobs, waited } of cases) {
      const turned = { ...defaults(blockedLoop.knobs), ...knobs };
      const ours = everything(await runAt(blockedLoop, { name: "recorded", knobs: turned }, transport));
      assert.equal(waited, false, JSON.stringify(knobs));
      assert.equal(ours.waited, knobs.compute > 0 && !knobs.elsewhere, JSON.stringify(knobs));
    }
  });
}
