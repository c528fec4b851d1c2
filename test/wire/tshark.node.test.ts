/** What tshark says of a capture, line by line: as kept beside it, and afresh where tshark is. */

import assert from "node:assert/strict";
import { createReadStream, readdirSync, readFileSync } from "node:fs";
import { test } from "tap";
import { csvHeading, csvRow, readRows } from "../../lib/wire/mod.ts";
import { root } from "../fixtures/cli.ts";
import { noTshark, tshark } from "../fixtures/tshark.ts";

const folder = `${root}test/fixtures/wire/`;
const captures = readdirSync(folder).filter((name) => name.endsWith(".pcap"));

async function ours(file: string): Promise<string[]> {
  const lines: string[] = [];
  for await (const { row } of readRows(createReadStream(file))) lines.push(csvRow(row));
  return lines;
}

for (const name of captures) {
  test(`${name}: the CSV is what tshark 4.0 said of it`, async (t) => {
    const kept = readFileSync(`${folder}${name.replace(/pcap$/, "csv")}`, "utf8")
      .trimEnd()
      .split("\n");
    assert.deepEqual([csvHeading, ...(await ours(folder + name))], kept);
    t.pass("held");
  });

  test(`${name}: and what it says here`, {
    skip: noTshark,
  }, async (t) => {
    assert.deepEqual(await ours(folder + name), tshark(folder + name));
    t.pass("held");
  });
}

test("the story's export comes back as it is", async (t) => {
  const file = `${root}labs/01_silent_eof/capture.csv`;
  assert.deepEqual([csvHeading, ...(await ours(file))], readFileSync(file, "utf8").trimEnd().split("\n"));
  t.pass("held");
});
