/** What is true of every lab: its claims hold, it is the same each time, and its questions are answered by the run. */

import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { labs } from "../../labs/mod.ts";
import type { Question } from "../../lib/lab/lab.ts";
import { verifyLab } from "../../lib/lab/verify.ts";
import { transports } from "../../lib/net/platform.ts";
import type { Recording } from "../../lib/trace/recording.ts";
import { test } from "../fixtures/harness.ts";
import { runAt, type Setting, settingsOf } from "../fixtures/labs.ts";

/** How often each lab is run to see whether it wavers. */
const repeats = 20;

/** Claims that no setting of the lab's knobs breaks. */
const unbreakable: Readonly<Record<string, readonly string[]>> = {
  "silent-eof": ["the server's log is empty"], // whatever the knobs: lab 06 is about that
};

test("labs are numbered in their order, and have names of their own", () => {
  const numbers = labs.map(({ number }) => number);
  assert.deepEqual(
    numbers,
    [...new Set(numbers)].sort((a, b) => a - b),
  );
  assert.equal(new Set(labs.map(({ id }) => id)).size, labs.length);
});

for (const lab of labs) {
  const [atDefaults, ...others] = settingsOf(lab) as [Setting, ...Setting[]];

  for (const transport of transports()) {
    test(`${lab.id} holds its claims, and is the same each time, over ${transport}`, async () => {
      const { runs, claims, wavers, error } = await verifyLab(lab, { repeat: repeats, transport });
      assert.deepEqual(
        claims.filter(({ seen }) => seen !== null),
        [],
      );
      assert.deepEqual([runs, wavers, error], [repeats, null, null]);
    });
  }

  test(`${lab.id}: what it says to try makes a difference, to its claims and to its answers`, async () => {
    assert.ok(others.length >= 3, "fewer than three settings");
    const base = await runAt(lab, atDefaults);
    const changed: Recording[] = [];
    for (const setting of others) changed.push(await runAt(lab, setting));
    const alwaysTrue = lab.claims.filter(({ check }) => changed.every((rec) => check(rec) === null));
    assert.deepEqual(
      alwaysTrue.map(({ text }) => text),
      unbreakable[lab.id] ?? [],
      "claims that hold whatever happens",
    );
    for (const question of lab.questions) {
      checkQuestion(question, base);
      const asked = changed.filter((rec) => question.before(rec) !== undefined);
      for (const rec of asked) checkQuestion(question, rec);
      const answer = question.answer(base);
      assert.ok(
        asked.some((rec) => question.answer(rec) !== answer),
        `${question.id}: ${answer} whatever the knobs`,
      );
    }
    for (const rec of [base, ...changed]) assert.ok(lab.why(rec).length > 0);
  });

  test(`${lab.id}: its questions come in order, and its notes find their events and files`, async () => {
    const rec = await runAt(lab, atDefaults);
    assert.ok(lab.questions.length >= 3);
    const places = lab.questions.map(({ id, before }) => {
      const event = before(rec);
      assert.ok(event !== undefined, `${id} is not asked at the default knobs`);
      return event.seq;
    });
    assert.deepEqual(
      places,
      [...places].sort((a, b) => a - b),
    );
    assert.equal(new Set(lab.questions.map(({ id }) => id)).size, lab.questions.length);
    for (const { on, text, file } of lab.notes) {
      assert.ok(on(rec) !== undefined, text(rec));
      assert.notEqual(text(rec), "");
      assert.ok(existsSync(new URL(`../../${file}`, import.meta.url)), file);
    }
  });
}

/** Whether a question can be asked and answered in a recording. */
function checkQuestion({ id, text, before, kind, answer, why, hints }: Question, rec: Recording): void {
  assert.ok(before(rec) !== undefined, id);
  assert.doesNotMatch(`${text(rec)} ${why(rec)} ${hints.join(" ")}`, /undefined|NaN|null|\[object/, id);
  const right = answer(rec);
  if (kind.type === "choice") {
    const choices = kind.of(rec);
    assert.ok(choices.length >= 2 && new Set(choices).size === choices.length, id);
    assert.ok(choices.includes(String(right)), `${id}: ${right} is none of ${choices.join(", ")}`);
  } else {
    assert.ok(typeof right === "number" && Number.isFinite(right), `${id}: ${right}`);
  }
}
