/** The exercises themselves, as a teacher checks them. */

import assert from "node:assert/strict";
import { test } from "tap";
import { exercises } from "../../labs/exercises.ts";
import { labs } from "../../labs/mod.ts";
import { runtimeNames } from "../../lib/workshop/runtimes.ts";
import { eoflab, has } from "../fixtures/cli.ts";

for (const { lab } of exercises) {
  for (const runtime of runtimeNames) {
    const skip = runtime === "bun" && !has("bun") ? "bun is not installed" : false;
    test(`${lab} on ${runtime}: the exercise fails, its solution passes, no mutant does`, {
      skip,
    }, async () => {
      const { code, stdout, stderr } = await eoflab("Node", ["teach", "check", lab, "--runtime", runtime]);
      assert.equal(code, 0, `${stdout}${stderr}`);
    });
  }
}

test("every exercise belongs to a lab, in their order", async () => {
  const ids = labs.map(({ id }) => id).filter((id) => exercises.some(({ lab }) => lab === id));
  assert.deepEqual(
    exercises.map(({ lab }) => lab),
    ids,
  );
});
