import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "tap";
import { has, root, runtimes, start } from "../fixtures/cli.ts";

const story = `${root}labs/01_silent_eof/capture.csv`;
const run = `${root}test/fixtures/wire/silent_eof.pcap`;

for (const [name, command] of Object.entries(runtimes)) {
  const skip = name === "Bun" && !has("bun") ? "there is no bun here" : false;
  test(`eoflab wire on ${name}: the table, the CSV, NDJSON and the explanation`, { skip }, async (t) => {
    const wire = (...args: string[]) => start([...command, "wire", ...args]).done;
    const table = await wire(run);
    assert.equal(table.code, 0, table.stderr);
    assert.match(table.stdout, /^No\. +Time +Source +Destination +Protocol +Length +Info\n/);
    assert.equal(table.stdout.trimEnd().split("\n").length, 9);
    assert.equal(
      (await wire(run, "--format", "csv")).stdout,
      readFileSync(run.replace(/pcap$/, "csv"), "utf8"),
    );
    assert.equal((await wire(story, "--format", "csv")).stdout, readFileSync(story, "utf8"));
    const json = (await wire(run, "--format", "json")).stdout.trimEnd().split("\n");
    assert.equal(json.map((line) => JSON.parse(line)).length, 8);
    const explained = (await wire(story, "--explain", "--ascii")).stdout.replace(/\s*\|\s+\|\s+/g, " ");
    assert.match(explained, /GET \/ HTTP\/1\.1 the request: the handler starts/);
    assert.equal(explained.match(/after 15\.1 s of silence/g)?.length, 3);
    assert.match(
      explained,
      /60\.0 s after the request, and not one byte of an answer was sent: the client reads EOF/,
    );
    t.pass("held");
  });
}

test("--ascii draws the explanation with ASCII characters only", async (t) => {
  const { stdout, code } = await start([...runtimes.Node, "wire", story, "--explain", "--ascii"]).done;
  assert.equal(code, 0);
  assert.match(stdout, /o-+> {2}85 55585 -> 8800 \[SYN\]/);
  assert.doesNotMatch(stdout, /[^\n\x20-\x7e]/);
  t.pass("held");
});

test("a broken capture: its rows, then what is wrong with it, and exit code 2", async (t) => {
  const folder = mkdtempSync(join(tmpdir(), "eoflab-"));
  const wire = (...args: string[]) => start([...runtimes.Node, "wire", ...args]).done;
  try {
    writeFileSync(join(folder, "empty"), "");
    const cut = join(folder, "cut.pcap");
    writeFileSync(cut, readFileSync(run).subarray(0, -10));
    const { code, stdout, stderr } = await wire(cut, "--format", "csv");
    assert.equal(code, 2);
    assert.equal(stdout.trimEnd().split("\n").length, 8);
    assert.equal(stderr, `eoflab: ${cut}: it is cut in packet 8: 56 of its 66 bytes are there\n`);
    for (const [file, words] of [
      [folder, "this is a folder, want a file"],
      [join(folder, "none"), "there is no such file"],
      [join(folder, "empty"), "it is empty"],
      [`${root}package.json`, "it is no capture: want pcap or pcapng, or Wireshark's list as CSV"],
    ] as const) {
      for (const format of ["table", "csv", "ladder", "json"]) {
        const refused = await wire(file, "--format", format);
        assert.deepEqual(refused, { code: 2, stdout: "", stderr: `eoflab: ${file}: ${words}\n` }, format);
      }
    }
    const table = await wire(cut);
    assert.deepEqual([table.code, table.stdout.trimEnd().split("\n").length], [2, 8]);
    assert.match(table.stdout, /^No\. +Time/);
    assert.equal((await wire("")).code, 2);
    const both = await wire(run, "--explain", "--format", "csv");
    assert.equal(both.code, 2);
  } finally {
    rmSync(folder, { recursive: true });
  }
  t.pass("held");
});

test("a capture without a packet: the heading, and a word of it beside the data", async (t) => {
  const folder = mkdtempSync(join(tmpdir(), "eoflab-"));
  try {
    const none = join(folder, "none.pcap");
    writeFileSync(none, readFileSync(run).subarray(0, 24));
    for (const [format, heading] of [
      ["table", "No.  Time  Source  Destination  Protocol  Length  Info\n"],
      ["csv", '"No.","Time","Source","Destination","Protocol","Length","Info"\n'],
      ["ladder", "              client server\n"],
      ["json", ""],
    ] as const) {
      const ran = await start([...runtimes.Node, "wire", none, "--format", format]).done;
      const stderr = `eoflab: ${none}: there is no packet in it\n`;
      assert.deepEqual(ran, { code: 0, stdout: heading, stderr }, format);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
  t.pass("held");
});
