/** Labs 22 and 27 at every setting that they name: the same each time, and their claims hold when all is a little late. */

import assert from "node:assert/strict";
import { lengthLies } from "../../labs/22_length_lies/lab.ts";
import { panic } from "../../labs/27_panic/lab.ts";
import { checkClaims } from "../../lib/lab/lab.ts";
import { transports } from "../../lib/net/platform.ts";
import { Recording } from "../../lib/trace/recording.ts";
import { test } from "../fixtures/harness.ts";
import { runAt, settingsOf } from "../fixtures/labs.ts";

/** How often each setting is run to see whether it wavers. */
const repeats = 20;

/** How much later than the one before each event is, in ms. */
const delay = 0.137;

const shapeOf = (rec: Recording): string => rec.events.map((e) => `${e.t} ${e.conn} ${e.name}`).join("\n");

for (const lab of [lengthLies, panic]) {
  test(`${lab.id} holds its claims at its presets too, also if all of it is a little late`, async () => {
    for (const setting of settingsOf(lab).slice(0, 1 + Object.keys(lab.presets).length)) {
      const rec = await runAt(lab, setting);
      const events = rec.events.map((e) => ({ ...e, t: e.t + e.seq * delay }));
      for (const run of [rec, new Recording(rec.header, events)]) {
        const broken = checkClaims(lab, run).filter(({ seen }) => seen !== null);
        assert.deepEqual(broken, [], setting.name);
      }
    }
  });

  for (const transport of transports()) {
    test(`${lab.id} is the same each time at each setting that it names, over ${transport}`, async () => {
      for (const setting of settingsOf(lab)) {
        const first = shapeOf(await runAt(lab, setting, transport));
        for (let i = 1; i < repeats; i++) {
          assert.equal(shapeOf(await runAt(lab, setting, transport)), first, setting.name);
        }
      }
    });
  }
}
