/** So many at once, and no more. */

import assert from "node:assert/strict";
import { inParallel } from "../../lib/compare/in_parallel.ts";
import { test } from "../fixtures/harness.ts";

test("all is worked on, so many at once, and told in its order", async () => {
  let [now, most] = [0, 0];
  const all = Array.from({ length: 10 }, (_, i) => i);
  const results = await inParallel(all, 3, async (i) => {
    most = Math.max(most, ++now);
    // The later ones take fewer turns.
    for (let turn = 0; turn < 20 - i; turn++) await null;
    now--;
    return 10 * i;
  });
  assert.deepEqual(results, [0, 10, 20, 30, 40, 50, 60, 70, 80, 90]);
  assert.equal(most, 3);
  assert.deepEqual(await inParallel([], 3, async () => 1), []);
});

test("after a failure nothing more is begun", async () => {
  const begun: number[] = [];
  const work = inParallel([1, 2, 3, 4, 5, 6], 2, async (i) => {
    begun.push(i);
    await null;
    if (i === 2) throw new Error("the second");
  });
  await assert.rejects(work, /the second/);
  await null;
  assert.ok(begun.length < 6, `${begun}`);
  assert.deepEqual(begun.slice(0, 2), [1, 2]);
});
