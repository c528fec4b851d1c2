/** Lab 28 beyond what all labs have: it is the same each time at every setting, and what a handler forgets nobody does for it. */

import assert from "node:assert/strict";
import { cases } from "../../labs/28_hijack/cases.ts";
import { hijack as lab } from "../../labs/28_hijack/lab.ts";
import { echoes, linesRead } from "../../labs/28_hijack/seen.ts";
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

for (const transport of transports()) {
  test(`hijack is the same each time at each recorded setting, over ${transport}`, async () => {
    for (const setting of cases().map(at)) {
      const first = shapeOf(await runAt(lab, setting, transport));
      for (let i = 1; i < repeats; i++)
        assert.equal(shapeOf(await runAt(lab, setting, transport)), first, setting.name);
    }
  });

  test(`hijack loses a line, a byte, or nothing, over ${transport}`, async () => {
    const read = async (set: object): Promise<unknown> => {
      const rec = await runAt(lab, at(set), transport);
      return [linesRead(rec), echoes(rec)];
    };
    assert.deepEqual(await read({}), [[], 0]);
    assert.deepEqual(await read({ early: "behind" }), [["ine 1", "line 2"], 2]);
    assert.deepEqual(await read({ early: "after" }), [["line 1", "line 2"], 2]);
    assert.deepEqual(await read({ readFrom: "bufrw", lines: 3 }), [["line 1", "line 2", "line 3"], 3]);
    assert.deepEqual(await read({ readFrom: "bufrw", flush: false }), [["line 1"], 0]);
  });
}

test("hijack: a deadline of the handler's own ends the waiting, and no timeout of the server does", async () => {
  const over = async (set: object): Promise<number | undefined> =>
    (await runAt(lab, at(set))).first("rwc.close")?.t;
  assert.equal(await over({ idle: 10_000 }), 10_100);
  assert.equal(await over({}), 30_100);
  assert.equal(await over({ readTimeout: 200, writeTimeout: 200 }), 30_100);
});

test("hijack: times that would make it luck are refused", async () => {
  for (const set of [{ idle: 50 }, { idle: 30_000 }, { writeTimeout: 100 }, { readTimeout: 1 }])
    await assert.rejects(runAt(lab, at(set)), { code: "INVALID_ARGUMENT" }, JSON.stringify(set));
});
