import assert from "node:assert/strict";
import { countDiff, drawDiff } from "../../lib/ladder/diff.ts";
import { ascii, plain } from "../../lib/ladder/style.ts";
import { diffEvents } from "../../lib/trace/diff.ts";
import type { Recording } from "../../lib/trace/recording.ts";
import { test } from "../fixtures/harness.ts";
import { at, recordingOf, type Unplaced } from "../fixtures/recordings.ts";

const start = at(0, "handler.start", { method: "GET", target: "/" });
const quiet = (n: number): Unplaced[] =>
  Array.from({ length: n }, (_, i) => at(0, "handler.sleep", { ms: i + 1 }));

function draw(a: Recording, b: Recording): string[] {
  return [...drawDiff(diffEvents(a, b), { symbols: ascii, palette: plain })];
}

test("what only one recording has stands behind - and +, with what is around it, and the rest is counted", () => {
  const write = (bytes: number): Unplaced => at(1000, "handler.write", { bytes });
  const end = at(2000, "handler.return", { error: null });
  const a = recordingOf(start, ...quiet(5), write(200), end);
  const b = recordingOf(start, ...quiet(5), write(5000), end);
  assert.deepEqual(draw(a, b), [
    "       first     second",
    "                         : 4 events are the same",
    "     0.000 s    0.000 s  handler: works for 4 ms",
    "     0.000 s    0.000 s  handler: works for 5 ms",
    "-    1.000 s             handler: w.write(200)",
    "+               1.000 s  handler: w.write(5000)",
    "     2.000 s    2.000 s  handler: handler returns",
  ]);
  assert.equal(
    countDiff(diffEvents(a, b)),
    "7 events are in both, 1 only in the first, 1 only in the second",
  );
});

test("another time is shown for both, and counted from", () => {
  const a = recordingOf(start, at(1000, "handler.wake", {}));
  const b = recordingOf(start, at(3000, "handler.wake", {}));
  assert.deepEqual(draw(a, b).slice(1), [
    "     0.000 s    0.000 s  handler: handler starts: GET /",
    "~    1.000 s    3.000 s  handler: work is done",
  ]);
  assert.match(countDiff(diffEvents(a, b)), /; the times differ from 1 s on$/);
});

test("nothing is drawn where nothing differs", () => {
  assert.deepEqual(draw(recordingOf(start), recordingOf(start)), []);
});

test("what repeats on one side is folded", () => {
  const writes = Array.from({ length: 1000 }, () => at(0, "handler.write", { bytes: 1 }));
  const lines = draw(recordingOf(start), recordingOf(start, ...writes));
  assert.deepEqual(lines.slice(2), [
    "+               0.000 s  handler: w.write(1)",
    "+                        : the same, 998 times more",
    "+               0.000 s  handler: w.write(1)",
  ]);
});

test("what a ladder leaves out is said where it differs, and is not counted where it does not", () => {
  const state = (s: "idle" | "closed"): Unplaced => at(0, "server.state", { state: s });
  assert.deepEqual(draw(recordingOf(start, state("idle")), recordingOf(start, state("closed"))).slice(2), [
    "-    0.000 s             server: the connection is idle",
    "+               0.000 s  server: the connection is closed",
  ]);
  const same = recordingOf(...Array.from({ length: 9 }, () => state("idle")), start);
  const more = recordingOf(...same.events, at(0, "handler.wake", {}));
  assert.deepEqual(draw(same, more).slice(1), [
    "     0.000 s    0.000 s  handler: handler starts: GET /",
    "+               0.000 s  handler: work is done",
  ]);
});

test("a long text goes on below, behind the same sign, and 80 columns hold all", () => {
  const log = at(0, "server.log", { line: "x ".repeat(100) });
  const lines = draw(recordingOf(), recordingOf(log));
  assert.ok(lines.length > 3);
  for (const line of lines.slice(1)) assert.ok(line.startsWith("+ ") && line.length <= 80, line);
});

test("what a peer sent does not command the terminal", () => {
  const log = at(0, "server.log", { line: "\u001b[2J\u0007" });
  assert.match(draw(recordingOf(), recordingOf(log))[1] ?? "", /server: log: \.\[2J\.$/);
});
