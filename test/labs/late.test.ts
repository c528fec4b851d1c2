/**
 * Every lab beyond its defaults: its presets hold the claims, and so does a run in which everything is a little late, as
 * on a real clock; and no setting leaves it to luck who is first.
 */

import assert from "node:assert/strict";
import { labs } from "../../labs/mod.ts";
import { checkClaims, type Lab } from "../../lib/lab/lab.ts";
import { transports } from "../../lib/net/platform.ts";
import type { TraceEvent } from "../../lib/trace/events.ts";
import { Recording } from "../../lib/trace/recording.ts";
import { test } from "../fixtures/harness.ts";
import { isCrowd, runAt, type Setting, settingsOf } from "../fixtures/labs.ts";

/** How often each setting is run to see whether it wavers. */
const repeats = 20;

/** How much later than the one before each event is, in ms. */
const delay = 0.137;

/** The settings at which the claims apply: the defaults, and the presets. */
const claimed = (lab: Lab): Setting[] => settingsOf(lab).slice(0, 1 + Object.keys(lab.presets).length);

const broken = (lab: Lab, rec: Recording): string[] =>
  checkClaims(lab, rec).flatMap(({ text, seen }) => (seen === null ? [] : [`${text}: ${seen}`]));

const shapeOf = (rec: Recording): string => rec.events.map((e) => `${e.t} ${e.conn} ${e.name}`).join("\n");

/** The same run as a real clock has it: never at the very instant. */
function later(rec: Recording): Recording {
  const events = rec.events.map((e): TraceEvent => ({ ...e, t: e.t + e.seq * delay }));
  return new Recording({ ...rec.header, clock: { mode: "real", speed: 1 } }, events);
}

for (const lab of labs) {
  test(`${lab.id} holds its claims at its presets too, also if all of it is a little late`, async () => {
    for (const setting of claimed(lab)) {
      const rec = await runAt(lab, setting);
      assert.deepEqual(broken(lab, rec), [], setting.name);
      assert.deepEqual(broken(lab, later(rec)), [], `${setting.name}, late`);
    }
  });

  for (const transport of transports()) {
    test(`${lab.id} is the same each time at each setting that it names, over ${transport}`, async () => {
      for (const setting of settingsOf(lab).filter((s) => !isCrowd(s))) {
        const first = shapeOf(await runAt(lab, setting, transport));
        for (let i = 1; i < repeats; i++) {
          assert.equal(shapeOf(await runAt(lab, setting, transport)), first, setting.name);
        }
      }
    });
  }
}

test("a client and a handler whose times are alike are refused: luck would decide who is first", async () => {
  const lab = labs.find(({ id }) => id === "client-gives-up") as Lab;
  const [{ knobs }] = settingsOf(lab) as [Setting, ...Setting[]];
  const at = (clientTimeout: number, handlerTime: number): Setting => ({
    name: `${clientTimeout} and ${handlerTime}`,
    knobs: { ...knobs, clientTimeout, handlerTime },
  });
  await assert.rejects(runAt(lab, at(2_000, 2_000)), {
    code: "INVALID_ARGUMENT",
    message: /clientTimeout and handlerTime are both 2s/,
  });
  const unhurried = await runAt(lab, at(0, 0));
  assert.equal(unhurried.last("client.result")?.status, 200, "no limit is no tie");
});
