/** `eoflab tour` as it is called, and real Go's functions that it names. */

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { test } from "tap";
import { stops } from "../../../lib/cli/tour/stops.ts";
import { eoflab, has, type RuntimeName, runtimes } from "../../fixtures/cli.ts";

for (const runtime of Object.keys(runtimes) as RuntimeName[]) {
  const absent = runtime === "Bun" && !has("bun") ? "bun is not installed (npm install -g bun)" : false;
  test(`${runtime}: tour --plain prints every stop`, { skip: absent }, async () => {
    const { code, stdout, stderr } = await eoflab(runtime, ["tour", "--plain"]);
    assert.equal(stderr, "");
    assert.equal(code, 0);
    for (const [i, { title }] of stops.entries()) {
      assert.ok(stdout.includes(`${i + 1}/${stops.length}  ${title}\n`), title);
    }
  });
}

test("tour --json has the knobs' values; a wrong lab is a mistake", async () => {
  const { stdout } = await eoflab("Node", ["tour", "--json", "--set", "size=300"]);
  const data = JSON.parse(stdout) as { values: Record<string, string> }[];
  assert.ok(data.some(({ values }) => values["response.w"] === "300/2048"));
  assert.equal((await eoflab("Node", ["tour", "--lab", "silent-eoff"])).code, 2);
});

const goroot = spawnSync("go", ["env", "GOROOT"], { encoding: "utf8" }).stdout?.trim() ?? "";

test("each function that is named is in that file of Go", {
  skip: goroot === "" ? "go is not installed" : false,
}, async () => {
  for (const { go } of stops) {
    const text = readFileSync(`${goroot}/src/${go.file}`, "utf8");
    const method = /^\(?(\*?\w+)\)?\.(\w+)$/.exec(go.name);
    const found =
      method === null
        ? text.includes(`\ntype ${go.name} `) || text.includes(`\nfunc ${go.name}(`)
        : new RegExp(`\\nfunc \\(\\w+ ${method[1]?.replace("*", "\\*")}\\) ${method[2]}\\(`).test(text);
    assert.ok(found, `${go.file} ${go.name}`);
  }
});
