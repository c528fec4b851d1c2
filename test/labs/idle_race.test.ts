/** Lab 14 beyond its defaults: nothing wavers, which requests are sent again, and what is refused because it were luck. */

import assert from "node:assert/strict";
import { idleRace } from "../../labs/14_idle_race/lab.ts";
import { sent } from "../../labs/14_idle_race/seen.ts";
import { checkClaims } from "../../lib/lab/lab.ts";
import { transports } from "../../lib/net/platform.ts";
import type { Recording } from "../../lib/trace/recording.ts";
import { test } from "../fixtures/harness.ts";
import { runAt, type Setting, settingsOf } from "../fixtures/labs.ts";

const repeats = 20;

const [{ knobs: atDefaults }] = settingsOf(idleRace) as [Setting, ...Setting[]];
const at = (knobs: Setting["knobs"]): Setting => ({
  name: JSON.stringify(knobs),
  knobs: { ...atDefaults, ...knobs },
});
const shapeOf = (rec: Recording): string => rec.events.map((e) => `${e.t} ${e.conn} ${e.name}`).join("\n");

for (const transport of transports()) {
  test(`idle-race is the same each time at each setting that it names, over ${transport}`, async () => {
    for (const setting of settingsOf(idleRace)) {
      const first = shapeOf(await runAt(idleRace, setting, transport));
      for (let i = 1; i < repeats; i++) {
        assert.equal(shapeOf(await runAt(idleRace, setting, transport)), first, setting.name);
      }
    }
  });
}

test("its preset holds the claims", async () => {
  const [, demo] = settingsOf(idleRace) as [Setting, Setting, ...Setting[]];
  const broken = checkClaims(idleRace, await runAt(idleRace, demo)).filter(({ seen }) => seen !== null);
  assert.deepEqual(broken, []);
});

test("the FIN comes after the request, or before it, as the knob says", async () => {
  for (const [race, after] of [
    ["request-first", true],
    ["fin-first", false],
  ] as const) {
    const rec = await runAt(idleRace, at({ race }));
    const fin = rec.first("client.fin")?.seq ?? Number.NaN;
    assert.equal(fin > (sent(rec)[0]?.seq ?? Number.NaN), after, race);
  }
});

test("what luck would decide is refused", async () => {
  for (const knobs of [
    { clientIdleTimeout: 5_000 },
    { clientIdleTimeout: 4_000, pause: 4_000 },
    { pause: 6_000 },
  ]) {
    await assert.rejects(runAt(idleRace, at(knobs)), {
      code: "INVALID_ARGUMENT",
      message: /: want|want a pause/,
    });
  }
});
