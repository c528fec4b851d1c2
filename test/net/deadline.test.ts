import assert from "node:assert/strict";
import { VirtualClock } from "../../lib/clock.ts";
import { Deadline } from "../../lib/net/deadline.ts";
import { test } from "../fixtures/harness.ts";

/** A deadline, its clock, and the instants at which it woke something. */
function make(): { clock: VirtualClock; deadline: Deadline; woken: number[] } {
  const clock = new VirtualClock();
  const woken: number[] = [];
  return {
    clock,
    woken,
    deadline: new Deadline(clock, { deadlinePassed: () => void woken.push(clock.now()) }),
  };
}

test("a deadline that nobody set never passes", async () => {
  const { clock, deadline, woken } = make();
  deadline.watch();
  await clock.advance(1e9);
  assert.equal(deadline.expired, false);
  assert.deepEqual(woken, []);
});

test("a deadline has passed from its instant on, with or without a timer", async () => {
  const { clock, deadline } = make();
  deadline.set(10);
  await clock.advance(9);
  assert.equal(deadline.expired, false);
  await clock.advance(1);
  assert.equal(deadline.expired, true);
  deadline.set(11);
  assert.equal(deadline.expired, false);
  deadline.set(null);
  assert.equal(deadline.expired, false);
});

test("setting a deadline starts no timer until something blocks", async () => {
  const { clock, deadline, woken } = make();
  for (let i = 1; i < 1_000; i++) deadline.set(i);
  assert.equal(clock.pending, 0);
  deadline.watch();
  assert.equal(clock.pending, 1);
  await clock.advance(999);
  assert.deepEqual(woken, [999]);
  assert.equal(clock.pending, 0);
});

test("watching a deadline that has passed wakes at once", () => {
  const { deadline, woken } = make();
  deadline.set(-1);
  deadline.watch();
  assert.deepEqual(woken, [0]);
});

test("setting a deadline in the past wakes at once, and only once", async () => {
  const { clock, deadline, woken } = make();
  deadline.watch();
  deadline.set(0);
  deadline.set(0);
  await clock.advance(10);
  assert.deepEqual(woken, [0]);
});

test("a deadline that moves away wakes at the new instant, and its one timer is used again", async () => {
  const { clock, deadline, woken } = make();
  deadline.set(10);
  deadline.watch();
  deadline.set(25);
  assert.equal(clock.pending, 1);
  await clock.advance(20);
  assert.deepEqual(woken, []);
  await clock.advance(20);
  assert.deepEqual(woken, [25]);
});

test("a deadline that comes nearer wakes at the new instant", async () => {
  const { clock, deadline, woken } = make();
  deadline.set(100);
  deadline.watch();
  deadline.set(5);
  assert.equal(clock.pending, 1);
  await clock.advance(200);
  assert.deepEqual(woken, [5]);
});

test("a deadline that passes while nothing is blocked wakes nothing then or later", async () => {
  const { clock, deadline, woken } = make();
  deadline.set(10);
  deadline.watch();
  deadline.unwatch();
  await clock.advance(20);
  assert.deepEqual(woken, []);
  assert.equal(deadline.expired, true);
  deadline.set(null);
  deadline.watch();
  await clock.advance(20);
  assert.deepEqual(woken, []);
});

test("request after request, a deadline that is put off costs a timer only when one has fired", async () => {
  const { clock, deadline, woken } = make();
  let started = 0;
  const counting = Object.assign(Object.create(clock), {
    now: () => clock.now(),
    after: (ms: number, fn: () => void) => {
      started++;
      return clock.after(ms, fn);
    },
  });
  const counted = new Deadline(counting, { deadlinePassed: () => void woken.push(clock.now()) });
  for (let i = 0; i < 100; i++) {
    counted.set(clock.now() + 1_000);
    counted.watch();
    await clock.advance(1);
    counted.unwatch();
  }
  assert.equal(started, 1);
  counted.watch();
  await clock.advance(999);
  assert.deepEqual(woken, [1_099]);
  assert.equal(started, 2);
  deadline.stop();
  assert.equal(clock.pending, 0);
});

test("stop leaves no timer behind", () => {
  const { clock, deadline } = make();
  deadline.set(10);
  deadline.watch();
  deadline.stop();
  assert.equal(clock.pending, 0);
  assert.equal(deadline.expired, false);
});

test("an instant that is no whole number of ms is met", async () => {
  const { clock, deadline, woken } = make();
  await clock.advance(0.1);
  deadline.set(0.3);
  deadline.watch();
  await clock.advance(1);
  assert.equal(woken.length, 1);
  assert.equal(deadline.expired, true);
  assert.equal(clock.pending, 0);
});

test("what is no instant is refused", () => {
  const { deadline } = make();
  assert.throws(() => deadline.set(Number.NaN), RangeError);
});
