import assert from "node:assert/strict";
import { VirtualClock } from "../lib/clock.ts";
import { test } from "./fixtures/harness.ts";

test("a virtual clock stands still until it is advanced", async () => {
  const clock = new VirtualClock();
  const fired: string[] = [];
  clock.after(10_000, () => fired.push(`a at ${clock.now()}`));
  clock.after(60_000, () => fired.push(`b at ${clock.now()}`));
  assert.equal(clock.now(), 0);
  await clock.advance(9_999);
  assert.deepEqual(fired, []);
  await clock.advance(1);
  assert.deepEqual(fired, ["a at 10000"]);
  await clock.advance(100_000);
  assert.deepEqual(fired, ["a at 10000", "b at 60000"]);
  assert.equal(clock.now(), 110_000);
});

test("timers of one instant fire in the order in which they were set", async () => {
  const clock = new VirtualClock();
  const fired: number[] = [];
  for (const n of [1, 2, 3]) clock.after(5, () => fired.push(n));
  await clock.advance(5);
  assert.deepEqual(fired, [1, 2, 3]);
});

test("what a timer wakes sees the instant of that timer, and can set the next", async () => {
  const clock = new VirtualClock();
  const seen: number[] = [];
  const loop = (async () => {
    for (let i = 0; i < 3; i++) {
      await clock.sleep(100);
      seen.push(clock.now());
    }
  })();
  await clock.advance(1_000);
  await loop;
  assert.deepEqual(seen, [100, 200, 300]);
});

test("a cancelled timer does not fire and is not left behind", async () => {
  const clock = new VirtualClock();
  let fired = false;
  const timer = clock.after(1, () => {
    fired = true;
  });
  assert.equal(clock.pending, 1);
  timer.cancel();
  assert.equal(clock.pending, 0);
  await clock.advance(10);
  assert.equal(fired, false);
});

test("the date of a virtual clock moves with it", async () => {
  const clock = new VirtualClock(new Date("2020-10-01T00:00:00Z"));
  await clock.advance(1_500);
  assert.equal(clock.date().toISOString(), "2020-10-01T00:00:01.500Z");
});
