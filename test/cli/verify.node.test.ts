import assert from "node:assert/strict";
import { test } from "tap";
import { labs } from "../../labs/mod.ts";
import { eoflab, has, type RuntimeName, runtimes } from "../fixtures/cli.ts";

for (const runtime of Object.keys(runtimes) as RuntimeName[]) {
  const skip = runtime === "Bun" && !has("bun") ? "bun is not installed (npm install -g bun)" : false;

  void test(`${runtime}: all labs hold, twenty times`, { skip }, async (t) => {
    const [command = "", ...args] = runtimes[runtime];
    // Its TAP becomes a part of this test's.
    await t.spawn(command, [...args, "verify", "--tap", "--repeat", "20"]);
  });

  void test(`${runtime}: for a person and for a program`, { skip }, async (t) => {
    const lines = await eoflab(runtime, ["verify", "--ascii"]);
    assert.equal(lines.code, 0, lines.stderr);
    for (const { id } of labs) assert.match(lines.stdout, new RegExp(`${id} +holds: \\d+ claims`));
    assert.match(lines.stdout, new RegExp(`${labs.length} of ${labs.length} labs hold, on ${runtime} `));
    assert.doesNotMatch(lines.stdout, /[^\n -~]/);

    const json = await eoflab(runtime, ["verify", "silent-eof", "2", "--json", "--repeat", "2"]);
    const { held, runtime: ran, labs: results } = JSON.parse(json.stdout);
    assert.deepEqual([json.code, held, ran.name], [0, true, runtime]);
    assert.deepEqual(
      results.map((r: { lab: string; runs: number; held: boolean }) => [r.lab, r.runs, r.held]),
      [
        ["silent-eof", 2, true],
        ["the-threshold", 2, true],
      ],
    );
    t.pass("held");
  });
}

void test("mistakes are said in a sentence", async (t) => {
  for (const [args, said] of [
    [["silent-eoff"], /unknown lab silent-eoff: did you mean silent-eof\?/],
    [["--repeat", "0"], /--repeat 0: want a whole number from 1 to 10000/],
    [["--repeat", "often"], /--repeat often: want a whole number/],
    [["--tap", "--json"], /--tap and --json: want one of them/],
  ] as const) {
    const { code, stderr, stdout } = await eoflab("Node", ["verify", ...args]);
    assert.match(stderr, said);
    assert.deepEqual([code, stdout], [2, ""]);
  }
  t.pass("held");
});
