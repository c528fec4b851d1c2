import assert from "node:assert/strict";
import { theThreshold } from "../../labs/02_the_threshold/lab.ts";
import { is } from "../../lib/errors.ts";
import { defaults } from "../../lib/lab/knob.ts";
import { type Sweep, sweepLab } from "../../lib/lab/sweep.ts";
import { test } from "../fixtures/harness.ts";

const knobs = defaults(theThreshold.knobs);

/** A sweep of the handler's size whose shapes are made up: what is looked for is where they change. */
function sweep(to: number, shape: (size: number) => string): Sweep {
  return { knob: "size", from: 0, to, shapeOf: (rec) => shape(Number(rec.header.knobs.size)) };
}

test("it finds each value at which the shape changes, to the one", async () => {
  const starts = [0, 1, 17, 400, 401, 999, 1000];
  const shape = (size: number): string => `from ${starts.findLast((start) => size >= start)}`;
  const { stretches, runs } = await sweepLab(theThreshold, sweep(1000, shape), knobs);
  assert.deepEqual(
    stretches,
    starts.map((from) => ({ from, shape: `from ${from}` })),
  );
  assert.ok(runs < 150, `${runs} runs`);
});

test("a shape that never changes is one stretch, and a range may be a single value", async () => {
  const { stretches } = await sweepLab(
    theThreshold,
    sweep(300, () => "same"),
    knobs,
  );
  assert.deepEqual(stretches, [{ from: 0, shape: "same" }]);
  const one = await sweepLab(
    theThreshold,
    sweep(0, () => "one"),
    knobs,
  );
  assert.deepEqual(one, { stretches: [{ from: 0, shape: "one" }], runs: 1 });
});

test("an interrupted sweep ends", async () => {
  const off = new AbortController();
  const swept = sweepLab(
    theThreshold,
    sweep(4600, () => "same"),
    knobs,
    { signal: off.signal },
  );
  off.abort();
  await assert.rejects(swept, (err) => is(err, "INTERRUPTED"));
});
