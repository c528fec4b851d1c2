/** Lab 21 beyond what all labs have: what its texts say at settings that its pages do not name, and what it refuses. */

import assert from "node:assert/strict";
import { cases } from "../../labs/21_shutdown/cases.ts";
import { shutdownLab as lab } from "../../labs/21_shutdown/lab.ts";
import { cutShort, toldToGo, waited } from "../../labs/21_shutdown/seen.ts";
import { defaults, type KnobSpecs, type KnobValues } from "../../lib/lab/knob.ts";
import { transports } from "../../lib/net/platform.ts";
import type { Recording } from "../../lib/trace/recording.ts";
import { test } from "../fixtures/harness.ts";
import { runAt, type Setting } from "../fixtures/labs.ts";

/** How often each setting is run to see whether it wavers. */
const repeats = 10;

const at = (set: object): Setting => ({
  name: JSON.stringify(set),
  knobs: { ...defaults(lab.knobs), ...set } as KnobValues<KnobSpecs>,
});

const shapeOf = (rec: Recording): string => rec.events.map((e) => `${e.t} ${e.conn} ${e.name}`).join("\n");

/** What the lab's notes say of an event. */
const noteOn = (rec: Recording, conn: number): string | undefined =>
  lab.notes
    .filter(({ on }) => {
      const event = on(rec);
      return event?.name === "rwc.close" && event.conn === conn;
    })
    .map(({ text }) => text(rec))[0];

for (const transport of transports()) {
  test(`shutdown is the same each time at each recorded setting, over ${transport}`, async () => {
    for (const setting of cases().map(at)) {
      const first = shapeOf(await runAt(lab, setting, transport));
      for (let i = 1; i < repeats; i++)
        assert.equal(shapeOf(await runAt(lab, setting, transport)), first, setting.name);
    }
  });
}

test("shutdown: half a header that ended in order was not cut, though shutdown failed later", async () => {
  const rec = await runAt(lab, at({ patience: 6_000, handlerTime: 7_000 }));
  assert.match(
    lab.why(rec).join("\n"),
    /Half a header was closed after 5 s: .*Shutdown returned after 6 s with "context/s,
  );
  assert.match(noteOn(rec, 3) ?? "", /five seconds/);
});

test("shutdown: nothing is said of five seconds, or of an idle connection's state, where close cut it", async () => {
  for (const set of [{ how: "close" }, { patience: 1_000 }]) {
    const rec = await runAt(lab, at(set));
    assert.match(lab.why(rec).join("\n"), /Half a header was cut/);
    assert.match(noteOn(rec, 3) ?? "", /^Close asks for no state/, JSON.stringify(set));
  }
  const closed = await runAt(lab, at({ how: "close" }));
  assert.match(noteOn(closed, 1) ?? "", /^Close asks for no state/);
});

test("shutdown: a handler that is told ends sooner, and has its client's answer; close tells nobody", async () => {
  const soon = { handlerTime: 60_000, told: 1_000 };
  const rec = await runAt(lab, at(soon));
  assert.deepEqual([waited(rec)?.status, waited(rec)?.bytes, waited(rec)?.t], [200, 4, 1_000]);
  assert.ok(toldToGo(rec));
  assert.equal(rec.first("handler.abort"), undefined);
  const untold = await runAt(lab, at({ ...soon, told: 0 }));
  assert.match(waited(untold)?.error ?? "", /: EOF$/);
  const closed = await runAt(lab, at({ ...soon, how: "close" }));
  assert.equal(cutShort(closed), undefined);
  assert.match(waited(closed)?.error ?? "", /: EOF$/);
});

test("shutdown: Connection: close is said only of an answer that had it", async () => {
  const said = async (set: object): Promise<boolean> =>
    lab.why(await runAt(lab, at(set))).some((line) => line.includes("Connection: close"));
  assert.deepEqual([await said({}), await said({ patience: 1_000 })], [true, false]);
});

test("shutdown: times that would make it luck are refused", async () => {
  for (const set of [
    { handlerTime: 5_000 },
    { patience: 3_000 },
    { rest: 3_000 },
    { told: 3_000 },
    { told: 2_000, patience: 2_000 },
  ])
    await assert.rejects(runAt(lab, at(set)), { code: "INVALID_ARGUMENT" }, JSON.stringify(set));
});
