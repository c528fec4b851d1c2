import assert from "node:assert/strict";
import process from "node:process";
import { test } from "tap";
import { exercises } from "../../labs/exercises.ts";
import { labs } from "../../labs/mod.ts";
import { runtimeNames } from "../../lib/workshop/runtimes.ts";
import { teachCheck } from "../../lib/workshop/teach_check.ts";
import { has } from "../fixtures/cli.ts";

for (const exercise of exercises) {
  const lab = labs.find(({ id }) => id === exercise.lab);
  for (const runtime of runtimeNames) {
    const skip = runtime === "bun" && !has("bun") ? "bun is not installed" : false;
    test(`${exercise.lab} on ${runtime}: the exercise fails, its solution passes, no mutant does`, {
      skip,
    }, async () => {
      assert(lab !== undefined);
      assert.deepEqual(await teachCheck(lab, exercise, { runtime, path: process.env.PATH ?? "" }), []);
    });
  }
}
