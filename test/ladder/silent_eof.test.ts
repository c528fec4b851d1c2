import assert from "node:assert/strict";
import { labs } from "../../labs/mod.ts";
import { turnKnobs } from "../../lib/lab/knob.ts";
import { runLab } from "../../lib/lab/run.ts";
import { drawLadder } from "../../lib/ladder/ladder.ts";
import { ascii, unicode } from "../../lib/ladder/style.ts";
import type { ClockMode, Recording } from "../../lib/trace/recording.ts";
import { test } from "../fixtures/harness.ts";

const lab = labs[0];

function run(
  settings: readonly string[],
  clock: ClockMode = { mode: "virtual", speed: 1 },
): Promise<Recording> {
  return runLab(lab, { knobs: turnKnobs(lab.knobs, lab.presets, null, settings), clock });
}

/** What a lab's notes say of an event. */
function notesOf(recording: Recording): (event: { seq: number }) => string | undefined {
  const notes = new Map(lab.notes.map(({ on, text }) => [on(recording)?.seq, text(recording)]));
  return ({ seq }) => notes.get(seq);
}

const runs = [
  [],
  ["size=0"],
  ["size=5000"],
  ["size=5000", "flush=on", "body=random"],
  ["size=5000", "writeSize=1000"],
  ["handlerTime=9s", "flush=on"],
  ["handlerTime=1h"],
  ["writeTimeout=0", "size=100000"],
  ["size=100000", "writeSize=1"],
  ["size=100000", "writeSize=1", "writeTimeout=0"],
];

test("every line of the ladder of lab 01 fits into 80 columns, and into 120", async () => {
  for (const settings of runs) {
    const recording = await run(settings);
    const noteOn = notesOf(recording);
    for (const width of [80, 120]) {
      for (const symbols of [unicode, ascii]) {
        const long = [...drawLadder(recording, { width, symbols, noteOn })].filter(
          (line) => line.length > width,
        );
        assert.deepEqual(long, [], settings.join(" "));
      }
    }
  }
});

test("a hundred thousand writes that all fail are a screen or two, also on a real clock", async () => {
  const settings = ["size=100000", "writeSize=1", "writeTimeout=50ms", "handlerTime=100ms"];
  for (const mode of ["virtual", "real"] as const) {
    const recording = await run(settings, { mode, speed: 1 });
    assert.ok(recording.events.length > 200_000);
    const lines = [...drawLadder(recording)].length;
    // Where the machine stalls for 100 ms, a real clock has a gap, which is drawn.
    const most = mode === "virtual" ? 150 : 1000;
    assert.ok(lines < most, `${lines} lines on the ${mode} clock`);
  }
});

test("each note of lab 01 is shown, below its event", async () => {
  const recording = await run([]);
  const wide = { width: 1000, noteOn: notesOf(recording) };
  const lines = [...drawLadder(recording, wide)];
  for (const { text } of lab.notes) {
    assert.ok(lines.some((line) => line.endsWith(`  ${text(recording)}`)));
  }
});
