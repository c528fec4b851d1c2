import assert from "node:assert/strict";
import fc from "fast-check";
import { fold, type Stretch } from "../../lib/ladder/fold.ts";
import type { TraceEvent } from "../../lib/trace/events.ts";
import { test } from "../fixtures/harness.ts";
import { at, inOrder, type Unplaced } from "../fixtures/recordings.ts";

/** An event without what passes: its place, its time, and how full a buffer was. */
function facts(event: TraceEvent | undefined): object {
  const { seq, t, late, buffered, available, ...rest } = event as unknown as Record<string, unknown>;
  return rest;
}

/** What was folded, as it was: each repetition stands for the events right before it. */
function unfold(stretches: readonly Stretch[]): TraceEvent[] {
  const events: TraceEvent[] = [];
  for (const stretch of stretches) {
    if (stretch.kind === "events") events.push(...stretch.events);
    else {
      const round = events.slice(-stretch.period);
      for (let i = 0; i < stretch.times; i++) events.push(...round);
    }
  }
  return events;
}

/** How many rows are drawn. */
const rows = (stretches: readonly Stretch[]): number =>
  stretches.reduce((sum, s) => sum + (s.kind === "events" ? s.events.length : 1), 0);

/** Few kinds of events, so that they repeat by chance; some differ in one fact alone. */
const kinds: readonly ((t: number) => Unplaced)[] = [
  (t) => at(t, "handler.write", { bytes: 1 }),
  (t) => at(t, "handler.write", { bytes: 2 }),
  (t) => at(t, "handler.wrote", { n: 1, error: null }),
  (t) => at(t, "handler.wrote", { n: 1, error: "i/o timeout" }),
  (t) => at(t, "response.w.fill", { bytes: 1, buffered: t % 7, available: 7 - (t % 7) }),
  (t) => at(t, "server.log", { line: "one" }),
  (t) => at(t, "server.log", { line: "two" }),
  (t) => at(t, "deadline.clear", { which: "read" }),
  (t) => at(t, "deadline.clear", { which: "write" }),
];

/** Rounds of a few kinds, each some times, one after the other; time goes on, mostly a little. */
const recordings = fc
  .array(
    fc.record({
      round: fc.array(fc.nat(kinds.length - 1), { minLength: 1, maxLength: 6 }),
      times: fc.integer({ min: 1, max: 9 }),
    }),
    { maxLength: 12 },
  )
  .chain((parts) => {
    const order = parts.flatMap(({ round, times }) => Array.from({ length: times }, () => round).flat());
    const pauses = fc.oneof({ weight: 30, arbitrary: fc.constantFrom(0, 1, 99) }, fc.constantFrom(100, 5000));
    return fc.array(pauses, { minLength: order.length, maxLength: order.length }).map((waits) => {
      let t = 0;
      return inOrder(
        order.map((kind, i) => {
          t += waits[i] ?? 0;
          return (kinds[kind] as (t: number) => Unplaced)(t);
        }),
      );
    });
  });

test("folded and unfolded, the events are what they were, in their order", () => {
  fc.assert(
    fc.property(recordings, (events) => {
      assert.deepEqual(unfold(fold(events)).map(facts), events.map(facts));
    }),
    { numRuns: 500 },
  );
});

test("what is drawn are events of the recording, in their order", () => {
  fc.assert(
    fc.property(recordings, (events) => {
      let next = 0;
      for (const stretch of fold(events)) {
        if (stretch.kind === "repeats") {
          assert.ok(stretch.times >= 2);
          next += stretch.times * stretch.period;
        } else {
          for (const event of stretch.events) assert.equal(event, events[next++]);
        }
      }
      assert.equal(next, events.length);
    }),
  );
});

test("nothing is left out in which time passed that one should see", () => {
  fc.assert(
    fc.property(recordings, (events) => {
      let next = 0;
      for (const stretch of fold(events)) {
        if (stretch.kind === "events") next += stretch.events.length;
        else {
          for (let end = next + stretch.times * stretch.period; next < end; next++) {
            assert.ok((events[next]?.t ?? 0) - (events[next - 1]?.t ?? 0) < 100);
          }
        }
      }
    }),
  );
});

/** The rounds of a handler that writes byte by byte; `wait` ms pass between them. */
function writes(times: number, wait: number): TraceEvent[] {
  return inOrder(
    Array.from({ length: times }, (_, i) => [
      at(i * wait, "handler.write", { bytes: 1 }),
      at(i * wait, "response.w.fill", { bytes: 1, buffered: i, available: times - i }),
      at(i * wait, "handler.wrote", { n: 1, error: null }),
    ]).flat(),
  );
}

test("ten thousand rounds are two, and a row between", () => {
  const events = writes(10_000, 0);
  const stretches = fold(events);
  assert.deepEqual(stretches, [
    { kind: "events", events: events.slice(0, 3) },
    { kind: "repeats", times: 9998, period: 3, conns: null },
    { kind: "events", events: events.slice(-3) },
  ]);
});

test("rounds repeat also on a real clock, where each has its own time", () => {
  assert.equal(rows(fold(writes(10_000, 0.013))), 7);
});

test("rounds with a wait between them are not folded: their times are what one wants to see", () => {
  assert.equal(rows(fold(writes(10, 1000))), 30);
});

test("three times are not yet a repetition, four are", () => {
  assert.equal(rows(fold(writes(3, 0))), 9);
  assert.equal(rows(fold(writes(4, 0))), 7);
  assert.deepEqual(fold([]), []);
});

test("events that differ in any fact are not folded", () => {
  const many = (event: (i: number) => Unplaced): number =>
    rows(fold(inOrder(Array.from({ length: 100 }, (_, i) => event(i)))));
  assert.equal(
    many((i) => at(0, "server.log", { line: `line ${i}` })),
    100,
  );
  assert.equal(
    many((i) => at(0, "client.read", { bytes: 4, data: btoa(`${1000 + i}`) })),
    100,
  );
  assert.equal(
    many((i) => ({ ...at(0, "handler.wake", {}), conn: 2 * i })),
    100,
  );
  assert.equal(
    many(() => at(0, "handler.wake", {})),
    3,
  );
});

test("what one connection after the other has is folded, with their numbers", () => {
  const crowd = (first: number, addr: (conn: number) => string): TraceEvent[] =>
    inOrder(
      Array.from({ length: 100 }, (_, i) => [
        { ...at(i, "server.accept", { addr: addr(first + i) }), conn: first + i },
        { ...at(i, "rwc.read", { bytes: 1 }), conn: first + i },
      ]).flat(),
    );
  const ports = crowd(7, (conn) => `127.0.0.1:${40_000 + conn}`);
  assert.deepEqual(fold(ports), [
    { kind: "events", events: ports.slice(0, 2) },
    { kind: "repeats", times: 98, period: 2, conns: { first: 8, last: 105 } },
    { kind: "events", events: ports.slice(-2) },
  ]);
  assert.equal(rows(fold(crowd(1, (conn) => `host ${conn}`))), 200, "something else than addresses differs");
});

/** How often fold looks at an event. */
function looks(events: readonly TraceEvent[]): number {
  let count = 0;
  const counted = new Proxy(events, {
    get(target, key, receiver) {
      if (typeof key === "string" && /^\d+$/.test(key)) count++;
      return Reflect.get(target, key, receiver);
    },
  });
  fold(counted);
  return count;
}

test("the work grows with the number of events, and not with its square", () => {
  const most = 160;
  fc.assert(
    fc.property(recordings, (events) => {
      assert.ok(looks(events) <= most * events.length, `${looks(events)} looks at ${events.length} events`);
    }),
  );
  const almost = (round: readonly number[], n: number): TraceEvent[] =>
    inOrder(
      Array.from({ length: n }, (_, i) =>
        (kinds[round[i % round.length] ?? 0] as (t: number) => Unplaced)(0),
      ),
    );
  const worst = [[0], [0, 1], [0, 0, 0, 1], [0, 0, 0, 1, 0, 0, 1], [0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 2]];
  for (const round of worst) {
    for (const n of [1000, 30_000]) assert.ok(looks(almost(round, n)) <= most * n, `${round} of ${n}`);
  }
});
