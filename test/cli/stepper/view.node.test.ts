/**
 * What the stepper draws, of every lab and at every step, without a terminal. On Node alone, because Deno asks before
 * a program may read the environment, which the colours do.
 */

import assert from "node:assert/strict";
import { silentEof } from "../../../labs/01_silent_eof/lab.ts";
import { theThreshold } from "../../../labs/02_the_threshold/lab.ts";
import { labs } from "../../../labs/mod.ts";
import { widthOf } from "../../../lib/cli/screen/cut.ts";
import type { ViewStyle } from "../../../lib/cli/stepper/shown.ts";
import { Stepper } from "../../../lib/cli/stepper/stepper.ts";
import { smallest } from "../../../lib/cli/stepper/view.ts";
import type { Lab } from "../../../lib/lab/lab.ts";
import { Walk } from "../../../lib/lab/walk.ts";
import { isDrawn } from "../../../lib/ladder/describe.ts";
import { ascii, plain, unicode } from "../../../lib/ladder/style.ts";
import { test } from "../../fixtures/harness.ts";
import { isCrowd, runAt, type Setting, settingsOf } from "../../fixtures/labs.ts";

const styleAt = (columns: number, rows: number): ViewStyle => ({
  columns,
  rows,
  symbols: unicode,
  palette: plain,
});

const usual = styleAt(80, 24);
const tight = styleAt(smallest.columns, smallest.rows);
const large = styleAt(140, 50);
/** Nothing has to be scrolled. */
const tall = styleAt(100, 90);

/** A stepper at the start of a lab's run; a change of a knob gives the same run again. */
async function stepperOf(lab: Lab, setting: Setting | undefined = settingsOf(lab)[0]): Promise<Stepper> {
  assert.ok(setting !== undefined);
  const recording = await runAt(lab, setting);
  return new Stepper(new Walk(lab, recording, isDrawn), () => Promise.resolve(recording));
}

/** Draws at each size, and looks that nothing is cut. */
function looksWell(stepper: Stepper, place: string, sizes: readonly ViewStyle[]): void {
  for (const style of sizes) {
    const lines = stepper.view(style);
    const where = `${place}, ${style.columns} by ${style.rows}:\n${lines.join("\n")}`;
    assert.equal(lines.length, style.rows, where);
    assert.deepEqual(
      lines.filter((line) => widthOf(line) > style.columns),
      [],
      where,
    );
    assert.doesNotMatch(lines.join("\n"), /make the terminal taller/, where);
  }
}

async function press(stepper: Stepper, keys: string): Promise<void> {
  for (const key of keys.split(" ")) await stepper.press(key === "space" ? " " : key, usual);
}

for (const lab of labs) {
  for (const [i, setting] of settingsOf(lab)
    .filter((s) => !isCrowd(s))
    .entries()) {
    const sizes = i === 0 ? [tight, usual, large] : [tight];
    test(`${lab.id} at ${setting.name}: every step fits, with all hints, and with what was observed`, async () => {
      const stepper = await stepperOf(lab, setting);
      for (let step = 1; stepper.walk.step.kind !== "end"; step++) {
        assert.equal(stepper.walk.at + 1, step);
        looksWell(stepper, `step ${step}`, sizes);
        if (stepper.walk.step.kind === "question") {
          await press(stepper, "h h h h");
          looksWell(stepper, `step ${step} with hints`, sizes);
          await press(stepper, "s");
          looksWell(stepper, `step ${step} skipped`, sizes);
        }
        await press(stepper, "right");
      }
      for (const page of ["?", "w", "b", "e"]) {
        await press(stepper, page);
        looksWell(stepper, `page ${page}`, sizes);
        await press(stepper, "escape");
      }
    });
  }
}

test("what a knob changed is told when its questions are answered, or on demand", async () => {
  const [atDefaults] = settingsOf(silentEof);
  const larger = settingsOf(silentEof).find(({ name }) => name.endsWith("--set size=5000"));
  assert.ok(atDefaults !== undefined && larger !== undefined);
  const walk = new Walk(silentEof, await runAt(silentEof, atDefaults), isDrawn);
  const stepper = new Stepper(walk, () => runAt(silentEof, larger));
  const told = /the handler was told\n {2}before: write = 200, no error\n {2}now: {4}write = 3965, /;
  for (const key of ["enter", "d"]) {
    await press(stepper, "e x enter");
    const asked = stepper.view(usual).join("\n");
    assert.match(asked, /asked first: 4 questions/);
    assert.doesNotMatch(asked, /the handler was told/);
    await press(stepper, key);
    if (key === "enter") {
      assert.equal(stepper.walk.open, 4);
      for (let i = 0; i < 4; i++) await press(stepper, "] s");
      await press(stepper, "G");
      assert.match(stepper.view(tall).join("\n"), told);
      stepper.walk = walk;
      continue;
    }
    assert.equal(stepper.walk.open, 0);
    const page = stepper.view(tall).join("\n");
    assert.match(page, told);
    assert.match(page, /Questions with another answer now\n/);
    assert.match(page, /What does w\.write report\?\n {2}before: no error\n {2}now: {4}an error/);
  }
});

test("the end says what prevents it and where it has happened, before what to try next", async () => {
  for (const lab of labs) {
    const stepper = await stepperOf(lab);
    for (let i = 0; i <= lab.questions.length; i++) await press(stepper, "] s");
    await press(stepper, "G");
    const end = stepper.view({ ...tall, rows: 150 }).join("\n");
    assert.match(
      end,
      /\nPrevent it\n {2}Go: {3}\w.*\n {2}Node: \w.*\n {2}Deno: \w.*\nIt happened\n.*\nTry next\n/s,
      lab.id,
    );
    assert.ok(end.includes(lab.incident.url), lab.id);
  }
});

test("in ASCII there is nothing but ASCII", async () => {
  const stepper = await stepperOf(silentEof);
  for (const key of ["right", "]", "3", "enter", "G", "1", "enter", "w", "w", "?", "?", "e"]) {
    await press(stepper, key);
    assert.doesNotMatch(stepper.view({ ...usual, symbols: ascii }).join("\n"), /[^\n -~]/);
  }
});

test("on a screen that is too small nothing but q does anything", async () => {
  const stepper = await stepperOf(silentEof);
  const tiny = styleAt(30, 5);
  assert.match(stepper.view(tiny).join(" "), /needs 60 columns .* the terminal has 30 and 5/);
  await stepper.press("right", tiny);
  assert.equal(stepper.walk.at, 0);
  assert.equal(await stepper.press("q", tiny), false);
});

test("the call in which the handler is stands at the end of those before, broken over lines as there is room", async () => {
  const setting = settingsOf(theThreshold).find(({ name }) => name.includes("writeSize=1000"));
  assert.ok(setting !== undefined);
  const stepper = await stepperOf(theThreshold, setting);
  const { steps } = stepper.walk;
  const fourth = steps.filter((s) => s.kind === "event" && s.event.name === "handler.write")[3];
  assert.ok(fourth !== undefined);
  while (stepper.walk.step !== fourth)
    await press(stepper, stepper.walk.step.kind === "question" ? "s right" : "right");
  const call = String.raw`w\.write\(1000\) = 1000, no error(; |\n)`;
  const open = String.raw`w\.write\(1000\) has not returned`;
  assert.match(stepper.view(usual).join("\n"), new RegExp(`^(${call}){3}${open}`, "m"));
  const narrow = stepper.view(styleAt(smallest.columns, 40)).join("\n");
  assert.match(narrow, new RegExp(`^2 calls before(; |\\n)${call}${open}`, "m"));
});
