import assert from "node:assert/strict";
import { silentEof } from "../../labs/01_silent_eof/lab.ts";
import { is } from "../../lib/errors.ts";
import type { Lab } from "../../lib/lab/lab.ts";
import { held, verifyLab } from "../../lib/lab/verify.ts";
import { test } from "../fixtures/harness.ts";

test("a lab that holds is run as often as asked", async () => {
  const result = await verifyLab(silentEof, { repeat: 3 });
  assert.equal(held(result), true);
  assert.deepEqual([result.runs, result.wavers, result.error], [3, null, null]);
  assert.equal(result.claims.length, silentEof.claims.length);
});

test("a claim that does not hold ends it, with what was seen", async () => {
  const lab: Lab = { ...silentEof, claims: [{ text: "pigs fly", check: () => "they do not" }] };
  const result = await verifyLab(lab, { repeat: 3 });
  assert.equal(held(result), false);
  assert.equal(result.runs, 1);
  assert.deepEqual(result.claims, [{ text: "pigs fly", seen: "they do not" }]);
});

test("a lab that is not the same each time wavers, and it is said where", async () => {
  let run = 0;
  const lab: Lab = {
    ...silentEof,
    scenario: async (stage) => {
      if (++run === 3) await stage.pass(5);
      await silentEof.scenario(stage);
    },
  };
  const result = await verifyLab(lab, { repeat: 5 });
  assert.equal(held(result), false);
  assert.equal(result.runs, 3);
  assert.equal(
    result.wavers,
    "event 1 was server.listen at 0 ms on connection 0 in the first run, and server.listen at 5 ms on connection 0 in another",
  );
});

test("a run that cannot be made is a result; an interrupt is none", async () => {
  const lab: Lab = { ...silentEof, conflict: () => "these knobs do not go together" };
  const result = await verifyLab(lab, { repeat: 2 });
  assert.equal(held(result), false);
  assert.deepEqual([result.runs, result.error?.code], [0, "INVALID_ARGUMENT"]);
  await assert.rejects(verifyLab(silentEof, { repeat: 2, signal: AbortSignal.abort() }), (err) =>
    is(err, "INTERRUPTED"),
  );
});
