/** Lab 22 at every setting that it names: the same each time, and its claims hold when all of it is a little late. */

import assert from "node:assert/strict";
import { lengthLies } from "../../labs/22_length_lies/lab.ts";
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

test("length-lies holds its claims at its preset too, also if all of it is a little late", async () => {
  for (const setting of settingsOf(lengthLies).slice(0, 2)) {
    const rec = await runAt(lengthLies, setting);
    const events = rec.events.map((e) => ({ ...e, t: e.t + e.seq * delay }));
    for (const run of [rec, new Recording(rec.header, events)]) {
      const broken = checkClaims(lengthLies, run).filter(({ seen }) => seen !== null);
      assert.deepEqual(broken, [], setting.name);
    }
  }
});

for (const transport of transports()) {
  test(`length-lies is the same each time at each setting that it names, over ${transport}`, async () => {
    for (const setting of settingsOf(lengthLies)) {
      const first = shapeOf(await runAt(lengthLies, setting, transport));
      for (let i = 1; i < repeats; i++) {
        assert.equal(shapeOf(await runAt(lengthLies, setting, transport)), first, setting.name);
      }
    }
  });
}
