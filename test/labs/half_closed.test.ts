/** Lab 19 beyond what all labs have: it is the same each time at every setting, and half a request needs its FIN. */

import assert from "node:assert/strict";
import { cases } from "../../labs/19_half_closed/cases.ts";
import { halfClosed as lab } from "../../labs/19_half_closed/lab.ts";
import { defaults, type KnobSpecs, type KnobValues } from "../../lib/lab/knob.ts";
import { checkClaims } from "../../lib/lab/lab.ts";
import { transports } from "../../lib/net/platform.ts";
import type { Recording } from "../../lib/trace/recording.ts";
import { test } from "../fixtures/harness.ts";
import { runAt, type Setting, settingsOf } from "../fixtures/labs.ts";

/** How often each setting is run to see whether it wavers. */
const repeats = 20;

const at = (set: object): Setting => ({
  name: JSON.stringify(set),
  knobs: { ...defaults(lab.knobs), ...set } as KnobValues<KnobSpecs>,
});

const shapeOf = (rec: Recording): string => rec.events.map((e) => `${e.t} ${e.conn} ${e.name}`).join("\n");

for (const transport of transports()) {
  test(`half-closed is the same each time at each setting, over ${transport}`, async () => {
    for (const setting of [...settingsOf(lab), ...cases().map(at)]) {
      const first = shapeOf(await runAt(lab, setting, transport));
      for (let i = 1; i < repeats; i++)
        assert.equal(shapeOf(await runAt(lab, setting, transport)), first, setting.name);
    }
  });
}

test("half-closed holds its claims at its preset too", async () => {
  const [, preset] = settingsOf(lab);
  assert.ok(preset !== undefined);
  const broken = checkClaims(lab, await runAt(lab, preset)).filter(({ seen }) => seen !== null);
  assert.deepEqual(broken, []);
});

test("half a request without a FIN is refused: the server would wait for ever", async () => {
  for (const request of ["half-header", "half-body"])
    await assert.rejects(runAt(lab, at({ request, halfClose: false })), {
      code: "INVALID_ARGUMENT",
      message: /take halfClose=on/,
    });
});
