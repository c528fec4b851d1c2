/**
 * Labs 20, 21 and 28 beyond their defaults: their presets that claim the same hold the claims, also if everything is a
 * little late, as on a real clock; and no setting leaves it to luck who is first.
 */

import assert from "node:assert/strict";
import { labs } from "../../labs/mod.ts";
import { checkClaims, type Lab } from "../../lib/lab/lab.ts";
import { transports } from "../../lib/net/platform.ts";
import type { TraceEvent } from "../../lib/trace/events.ts";
import { Recording } from "../../lib/trace/recording.ts";
import { test } from "../fixtures/harness.ts";
import { runAt, type Setting, settingsOf } from "../fixtures/labs.ts";

/** How often each setting is run to see whether it wavers. */
const repeats = 20;

/** How much later than the one before each event is, in ms. */
const delay = 0.137;

const tested = labs.filter(({ number }) => [20, 21, 28].includes(number));

const shapeOf = (rec: Recording): string => rec.events.map((e) => `${e.t} ${e.conn} ${e.name}`).join("\n");

/** The same run as a real clock has it: never at the very instant. */
function later(rec: Recording): Recording {
  const events = rec.events.map((e): TraceEvent => ({ ...e, t: e.t + e.seq * delay }));
  return new Recording({ ...rec.header, clock: { mode: "real", speed: 1 } }, events);
}

function labOf(id: string): Lab {
  const lab = tested.find((l) => l.id === id);
  assert.ok(lab !== undefined, id);
  return lab;
}

/** A setting of a lab: its defaults, but for some knobs. */
function at(lab: Lab, knobs: Setting["knobs"]): Setting {
  const [base] = settingsOf(lab) as [Setting];
  return { name: JSON.stringify(knobs), knobs: { ...base.knobs, ...knobs } };
}

for (const lab of tested) {
  test(`${lab.id} holds its claims also if all of it is a little late`, async () => {
    const [atDefaults] = settingsOf(lab) as [Setting];
    const rec = later(await runAt(lab, atDefaults));
    assert.deepEqual(
      checkClaims(lab, rec).filter(({ seen }) => seen !== null),
      [],
    );
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

test("lab 20 refuses a client that never goes", async () => {
  const lab = labOf("the-second-write");
  await assert.rejects(runAt(lab, at(lab, { gets: 3, pieces: 3 })), {
    code: "INVALID_ARGUMENT",
    message: /want gets to be less than pieces/,
  });
});

test("lab 20: over Deno.listen a client that is to send RST sends FIN, and the lab says so", async () => {
  const lab = labOf("the-second-write");
  for (const transport of transports()) {
    const rec = await runAt(lab, at(lab, { end: "rst" }), transport);
    const sawFin = rec.first("rwc.fin") !== undefined;
    assert.equal(sawFin, transport === "deno");
    assert.equal(/as Deno cannot send RST/.test(lab.why(rec).join(" ")), sawFin);
  }
});
