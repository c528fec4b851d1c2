import assert from "node:assert/strict";
import { diffEvents, differs, type Step } from "../../lib/trace/diff.ts";
import { Recording } from "../../lib/trace/recording.ts";
import { test } from "../fixtures/harness.ts";
import { at, foreign, recordingOf, type Unplaced } from "../fixtures/recordings.ts";

/** A run whose ports are these. */
function exchange(server: string, client: string, ...middle: readonly Unplaced[]): Recording {
  return recordingOf(
    at(0, "server.listen", { addr: server }),
    at(0, "client.connected", { addr: client }),
    at(0, "client.write", { bytes: 9, data: btoa(`Host: ${server}`) }),
    ...middle,
    at(9, "rwc.wrote", { n: 0, error: `write tcp ${server}->${client}: i/o timeout`, late: 5 }),
  );
}

/** A recording with another clock. */
function onRealClock({ header, events }: Recording): Recording {
  return new Recording({ ...header, clock: { mode: "real", speed: 1 } }, events);
}

function inShort(steps: readonly Step[]): string[] {
  return steps.map((s) => {
    if (s.kind === "left") return `-${s.left.name}`;
    if (s.kind === "right") return `+${s.right.name}`;
    return `${s.shifts ? "~" : "="}${s.left.name}`;
  });
}

test("two runs that differ in their ports, their dates and how late they were are the same", () => {
  const answer = (date: string) =>
    at(5, "client.read", { bytes: 40, data: btoa(`X: 1\r\nDate: ${date}\r\n\r\n`) });
  const a = exchange("127.0.0.1:4000", "127.0.0.1:40001", answer("Thu, 01 Jan 1970 00:00:00 GMT"));
  const b = exchange("127.0.0.1:5000", "127.0.0.1:50001", answer("Fri, 02 Jan 1970 00:00:00 GMT"));
  const steps = diffEvents(a, b);
  assert.equal(steps.length, 5);
  assert.equal(steps.some(differs), false);
});

test("an address that is not the run's own is a difference", () => {
  const log = (line: string) => at(5, "server.log", { line });
  const a = exchange("127.0.0.1:4000", "127.0.0.1:40001", log("from 127.0.0.1:4001"));
  const b = exchange("127.0.0.1:5000", "127.0.0.1:50001", log("from 127.0.0.1:5001"));
  assert.deepEqual(inShort(diffEvents(a, b)).slice(3, 5), ["-server.log", "+server.log"]);
});

test("events of one recording alone stand where they happened", () => {
  const a = recordingOf(
    at(0, "handler.write", { bytes: 1 }),
    at(0, "handler.wrote", { n: 1, error: null }),
    at(0, "handler.return", { error: null }),
  );
  const b = recordingOf(
    at(0, "handler.write", { bytes: 2 }),
    at(0, "handler.wrote", { n: 1, error: null }),
    at(0, "handler.flush", {}),
    at(0, "handler.return", { error: null }),
  );
  assert.deepEqual(inShort(diffEvents(a, b)), [
    "-handler.write",
    "+handler.write",
    "=handler.wrote",
    "+handler.flush",
    "=handler.return",
  ]);
});

test("a connection's number is a part of an event", () => {
  const [a, b] = [recordingOf(at(0, "client.fin", {})), recordingOf({ ...at(0, "client.fin", {}), conn: 2 })];
  assert.deepEqual(inShort(diffEvents(a, b)), ["-client.fin", "+client.fin"]);
});

test("on the virtual clock another time is told once, where it begins", () => {
  const run = (wake: number, end: number) =>
    recordingOf(
      at(0, "handler.start", { method: "GET", target: "/" }),
      at(wake, "handler.wake", {}),
      at(wake, "handler.flush", {}),
      at(end, "handler.return", { error: null }),
    );
  const steps = diffEvents(run(10, 20), run(15, 25));
  assert.deepEqual(inShort(steps), ["=handler.start", "~handler.wake", "=handler.flush", "=handler.return"]);
  assert.deepEqual(inShort(diffEvents(run(10, 20), run(15, 20)))[3], "~handler.return");
  assert.equal(diffEvents(run(10, 20), onRealClock(run(15, 25))).some(differs), false);
});

test("events that this version does not know, and damaged ones, are compared by what they hold", () => {
  const run = (data: unknown) =>
    recordingOf(foreign(0, "client.read", { bytes: 1, data }), foreign(0, "rwc.news", { deep: [{ data }] }));
  assert.equal(diffEvents(run("%%%"), run("%%%")).some(differs), false);
  assert.deepEqual(inShort(diffEvents(run("%%%"), run(7))), [
    "-client.read",
    "-rwc.news",
    "+client.read",
    "+rwc.news",
  ]);
});

test("the order of an event's facts does not matter", () => {
  const a = recordingOf(foreign(0, "handler.wrote", { n: 1, error: null }));
  const b = recordingOf(foreign(0, "handler.wrote", { error: null, n: 1 }));
  assert.equal(diffEvents(a, b).some(differs), false);
});

test("a recording and an empty one differ in all of its events", () => {
  const a = recordingOf(at(0, "client.fin", {}));
  assert.deepEqual(inShort(diffEvents(a, recordingOf())), ["-client.fin"]);
  assert.deepEqual(inShort(diffEvents(recordingOf(), a)), ["+client.fin"]);
  assert.deepEqual(diffEvents(recordingOf(), recordingOf()), []);
});

test("100,000 events on each side, all different, are compared in bounded time", () => {
  const run = (bytes: number) =>
    recordingOf(...Array.from({ length: 100_000 }, (_, i) => at(i, "handler.write", { bytes: bytes + i })));
  const steps = diffEvents(run(0), run(1_000_000));
  assert.equal(steps.length, 200_000);
});
