/** What tshark says of a capture, line by line: as kept beside it, and afresh where tshark is. */

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "tap";
import { csvHeading } from "../../lib/wire/mod.ts";
import { root } from "../fixtures/cli.ts";
import { noTshark, ourLines, tsharkLines } from "../fixtures/wire/tshark.ts";

const folder = `${root}test/fixtures/wire/`;
const captures = readdirSync(folder).filter((name) => name.endsWith(".pcap"));

for (const name of captures) {
  test(`${name}: the CSV is what tshark 4.0 said of it`, async (t) => {
    const kept = readFileSync(`${folder}${name.replace(/pcap$/, "csv")}`, "utf8")
      .trimEnd()
      .split("\n");
    assert.deepEqual([csvHeading, ...(await ourLines(folder + name))], kept);
    t.pass("held");
  });

  test(`${name}: and what it says here`, {
    skip: noTshark,
  }, async (t) => {
    assert.deepEqual(await ourLines(folder + name), tsharkLines(folder + name));
    t.pass("held");
  });
}

test("the story's export comes back as it is", async (t) => {
  const file = `${root}labs/01_silent_eof/capture.csv`;
  assert.deepEqual([csvHeading, ...(await ourLines(file))], readFileSync(file, "utf8").trimEnd().split("\n"));
  t.pass("held");
});
