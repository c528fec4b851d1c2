/** Where Go is, test/fixtures/client_go/go.json is recorded afresh, and must come out as it is. */

import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { env } from "node:process";
import { test } from "tap";
import { topics } from "../../fixtures/client_go/cases/mod.ts";
import { formatRecording, named, readRecording } from "../../fixtures/client_go/recording.ts";
import { whyNoGo } from "../../fixtures/no_go.ts";
import { stillDiffering } from "../../fixtures/still_differing.ts";
import { clientGoFolder, withGoClient } from "../../tools/record_client_go.ts";

const recording = await readRecording();

void test("go.json is written as record:go writes it", async () => {
  const text = await readFile(join(clientGoFolder(), "go.json"), "utf8");
  assert.equal(text, formatRecording(recording));
});

void test("Go's client still does what go.json says", { skip: await whyNoGo([recording.go]) }, async (t) => {
  const temporary = t.testdir();
  env.TMPDIR = temporary;
  const all = named(topics);
  assert.equal(all.length, recording.cases.length);
  const differing = await withGoClient(async (client) =>
    stillDiffering(all, recording.cases, async (cases) => (await client.play(cases)).cases),
  );
  const shown = differing.slice(0, 10);
  assert.deepEqual(shown, [], `${differing.length} differ; the first are ${JSON.stringify(shown, null, 1)}`);
  assert.deepEqual(await readdir(temporary), []);
  t.pass("held");
});
