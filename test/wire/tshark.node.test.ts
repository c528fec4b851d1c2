/** What tshark says of a capture, line by line: as kept beside it, and afresh where tshark is. */

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { createReadStream, readdirSync, readFileSync } from "node:fs";
import { test } from "tap";
import { csvHeading, csvRow, exportedInfo, readRows } from "../../lib/wire/mod.ts";
import { has, root } from "../fixtures/cli.ts";

const folder = `${root}test/fixtures/wire/`;
const captures = readdirSync(folder).filter((name) => name.endsWith(".pcap"));

const columns = ["No.", "Time", "Source", "Destination", "Protocol", "Length", "Info"];

/** tshark's lines in the form of Wireshark's export: "  >  " between two ports, the only difference. */
function tshark(file: string): string[] {
  const fields = columns.flatMap((column) => ["-e", `_ws.col.${column}`]);
  const { stdout } = spawnSync("tshark", ["-r", file, "-T", "fields", "-E", "separator=/t", ...fields], {
    encoding: "utf8",
    maxBuffer: 1 << 28,
  });
  const rows = stdout
    .split("\n")
    .slice(0, -1)
    .map((line) => line.split("\t"));
  return rows.map((row) => row.map((field) => `"${exportedInfo(field).replaceAll('"', '""')}"`).join(","));
}

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
    skip: has("tshark") ? false : "there is no tshark here (apt-get install tshark)",
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
