import assert from "node:assert/strict";
import { drawCast } from "../../lib/ladder/cast.ts";
import { drawLadder } from "../../lib/ladder/ladder.ts";
import { ascii } from "../../lib/ladder/style.ts";
import type { Recording } from "../../lib/trace/recording.ts";
import { test } from "../fixtures/harness.ts";
import { at, recordingOf, type Unplaced } from "../fixtures/recordings.ts";

/** Reads what asciinema's format 2 demands: a header, then events whose times do not go back. */
function play(recording: Recording): { header: Record<string, unknown>; events: [number, "o", string][] } {
  const [first = "", ...rest] = [...drawCast(recording, "a lab", { symbols: ascii })];
  const header = JSON.parse(first);
  const events = rest.map((line) => JSON.parse(line));
  let last = 0;
  for (const [t, kind, data] of events) {
    assert.ok(typeof t === "number" && t >= last && kind === "o" && typeof data === "string");
    last = t;
  }
  return { header, events };
}

const sleep = (t: number, ms: number): Unplaced => at(t, "handler.sleep", { ms });

test("its header is that of version 2, with the size of the terminal", () => {
  const { header } = play(recordingOf(at(0, "client.fin", {})));
  assert.deepEqual(header, { version: 2, width: 80, height: 11, title: "a lab" });
});

test("it plays the ladder, each line at the left edge", () => {
  const recording = recordingOf(sleep(0, 5000), at(5000, "handler.wake", {}));
  const lines = [...drawLadder(recording, { symbols: ascii })].map((line) => `${line.trimEnd()}\r\n`);
  assert.equal(
    play(recording)
      .events.map(([, , data]) => data)
      .join(""),
    lines.join(""),
  );
});

test("times in which nothing happens are short, and in proportion", () => {
  const recording = recordingOf(
    sleep(0, 1000),
    at(1000, "handler.wake", {}),
    sleep(1000, 4000),
    at(5000, "handler.wake", {}),
  );
  const times = play(recording).events.map(([t]) => t);
  const waits = times.slice(1).map((t, i) => Math.round((t - (times[i] ?? 0)) * 1000) / 1000);
  assert.deepEqual(waits, [0.4, 1, 0.4, 2.8, 3]);
});

test("a long recording does not take longer than a person has patience for", () => {
  const events = Array.from({ length: 2000 }, (_, i) => sleep(i * 1000, (i % 7) + 1));
  const { header, events: played } = play(recordingOf(...events));
  assert.ok((played.at(-1)?.[0] ?? 0) < 35);
  assert.ok(Number(header.height) <= 50, "and the player's terminal scrolls");
});

test("what a peer sent does not command the player's terminal", () => {
  const { events } = play(recordingOf(at(0, "server.log", { line: "\u001b[2J\u0007" })));
  assert.match(events[1]?.[2] ?? "", /log: \.\[2J\.\r\n$/);
});
