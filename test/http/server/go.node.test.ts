/** Where Go is, test/fixtures/server_go/go.json is recorded afresh, and must come out as it is. */

import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { env } from "node:process";
import { test } from "tap";
import { whyNoGo } from "../../fixtures/no_go.ts";
import { topics } from "../../fixtures/server_go/cases/mod.ts";
import type { Case } from "../../fixtures/server_go/cases/types.ts";
import { formatRecording, type NamedCase, named, readRecording } from "../../fixtures/server_go/recording.ts";
import { stillDiffering } from "../../fixtures/still_differing.ts";
import { serverGoFolder, withGoServer } from "../../tools/record_server_go.ts";

const recording = await readRecording();

const skip = await whyNoGo([recording.go]);

void test("go.json is written as record:go writes it", async () => {
  const text = await readFile(join(serverGoFolder(), "go.json"), "utf8");
  assert.equal(text, formatRecording(recording));
});

void test("real Go still answers what go.json says", { skip }, async (t) => {
  const temporary = t.testdir();
  env.TMPDIR = temporary;
  await withGoServer(async (server) => {
    await t.test("in each case", async () => {
      const all = named(topics);
      assert.equal(all.length, recording.cases.length);
      const play = async (cases: readonly NamedCase[]) => (await server.play(cases)).cases;
      const differing = await stillDiffering(all, recording.cases, play);
      const shown = differing.slice(0, 10);
      assert.deepEqual(
        shown,
        [],
        `${differing.length} differ; the first are ${JSON.stringify(shown, null, 1)}`,
      );
    });

    await t.test("and names what it cannot play", async () => {
      const fails = async (wrong: object, message: RegExp): Promise<void> => {
        const c = { name: "x", handler: "hello", steps: ["x"], ...wrong } as unknown as Case;
        await assert.rejects(server.play([{ id: "topic/x", case: c }]), message);
      };
      await fails({ handler: "nobody" }, /topic\/x: there is no handler "nobody"/);
      await fails({ steps: [] }, /topic\/x: there are no steps/);
      await fails({ steps: ["\u0100"] }, /is no single byte/);
      await fails({ steps: [{ finn: true }] }, /unknown field "finn"/);
      await fails({ options: { maxHeader: 1 } }, /unknown field "maxHeader"/);
    });
  });
  assert.deepEqual(await readdir(temporary), []);
});
