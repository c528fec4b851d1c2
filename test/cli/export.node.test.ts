import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import tap, { test } from "tap";
import { parseRecording } from "../../lib/trace/recording.ts";
import { eoflab, has, type RuntimeName, root, runtimes } from "../fixtures/cli.ts";
import { parseXml } from "../fixtures/xml.ts";

// In this folder, which is what Deno may read.
const dir = mkdtempSync(join(root, "dist", "export-"));
tap.teardown(() => rmSync(dir, { recursive: true, force: true }));

const recorded = (await eoflab("Node", ["run", "silent-eof", "--json"])).stdout;
const file = join(dir, "run.ndjson");
writeFileSync(file, recorded);

/** What every colour begins with. */
const colorStart = "\u001b";

for (const runtime of Object.keys(runtimes) as RuntimeName[]) {
  const skip = runtime === "Bun" && !has("bun") ? "bun is not installed (npm install -g bun)" : false;

  void test(`${runtime}: every format, from a file and from standard input`, { skip }, async (t) => {
    for (const format of ["json", "md", "svg", "cast"]) {
      const { code, stdout, stderr } = await eoflab(runtime, ["export", file, "--format", format]);
      t.same([code, stderr], [0, ""], format);
      const fromInput = await eoflab(runtime, ["export", "-", "--format", format], { input: recorded });
      t.equal(fromInput.stdout, stdout, `${format}: standard input is as a file`);
      checks[format]?.(stdout);
    }
    t.pass("held");
  });
}

const checks: Record<string, (stdout: string) => void> = {
  json: (stdout) => {
    const { header, events } = parseRecording(recorded);
    assert.deepEqual(JSON.parse(stdout), { header, events });
  },
  md: (stdout) => {
    assert.match(stdout, /^# 01 silent-eof: the client gets EOF/);
    assert.match(stdout, /^\| Knobs \| writeTimeout=10s handlerTime=60s size=200 /m);
    assert.match(stdout, /^```text\n {11}client\n[^`]*Get "http[^`]*: EOF\n```\n$/m);
  },
  svg: (stdout) => {
    const svg = parseXml(stdout.trimEnd());
    assert.equal(svg.name, "svg");
    assert.match(svg.text, /w\.write = 200, no error/);
  },
  cast: (stdout) => {
    const lines = stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    assert.equal(lines[0].version, 2);
    const played = lines
      .slice(1)
      .map(([, , data]) => data)
      .join("");
    assert.ok(played.includes(colorStart) && /write deadline armed: 10 s from now/.test(played));
  },
};

void test("nothing is told in colours, or in symbols, for who wants none", async (t) => {
  const args = ["export", file, "--format", "cast"];
  const without = await Promise.all([
    eoflab("Node", [...args, "--no-color"]),
    eoflab("Node", args, { env: { NO_COLOR: "1" } }),
  ]);
  for (const { stdout } of without) t.notOk(stdout.includes("\\u001b"));
  t.match((await eoflab("Node", args)).stdout, /\\u001b/);
  for (const format of ["md", "cast"]) {
    const { stdout } = await eoflab("Node", ["export", file, "--format", format, "--ascii", "--no-color"]);
    assert.doesNotMatch(stdout, /[^\n -~]/);
  }
});

void test("a file that is there stays as it is, unless --force is given", async (t) => {
  const target = join(dir, "ladder.svg");
  const args = ["export", file, "--format", "svg", "--output", target];
  const first = await eoflab("Node", args);
  t.same([first.code, first.stdout, first.stderr], [0, "", ""]);
  const written = readFileSync(target, "utf8");
  t.equal(written, (await eoflab("Node", ["export", file, "--format", "svg"])).stdout);

  writeFileSync(target, "mine");
  const second = await eoflab("Node", args);
  t.equal(second.code, 2);
  t.match(second.stderr, /ladder\.svg: is there already; --force writes over it/);
  t.equal(readFileSync(target, "utf8"), "mine");

  t.equal((await eoflab("Node", [...args, "--force"])).code, 0);
  t.equal(readFileSync(target, "utf8"), written);
});

void test("--output - is standard output", async (t) => {
  const { code, stdout } = await eoflab("Node", ["export", file, "--format", "md", "--output", "-"], {
    cwd: dir,
  });
  t.equal(code, 0);
  t.match(stdout, /^# 01 silent-eof/);
  t.notOk(existsSync(join(dir, "standard input")));
});

void test("Deno that may not write says which permission it wants", async (t) => {
  const target = join(dir, "denied.svg");
  const { code, stderr } = await eoflab("Deno", ["export", file, "--format", "svg", "--output", target]);
  t.equal(code, 4);
  t.match(stderr, /Deno may not write .*denied\.svg: add --allow-write=/);
  t.notOk(existsSync(target));
});

void test("mistakes are said in a sentence, and nothing is written", async (t) => {
  const cut = join(dir, "cut.ndjson");
  writeFileSync(cut, recorded.slice(0, recorded.length / 2));
  const mistakes: [args: string[], said: RegExp][] = [
    [[], /export: which file\?/],
    [[file], /export: which format\? Want --format json, md, svg, cast/],
    [[file, "--format", "png"], /--format png: want json, md, svg or cast/],
    [[file, "--format", "md", "--format", "svg"], /--format is given 2 times/],
    [["nowhere.ndjson", "--format", "md"], /nowhere\.ndjson: there is no such file/],
    [[cut, "--format", "md"], /cut\.ndjson: the recording was cut/],
    [[join(root, "package.json"), "--format", "md"], /package\.json: this is not a recording of eoflab/],
    [[file, "--format", "md", "--output", join(dir, "no", "where.md")], /where\.md: there is no such folder/],
    [[file, "--format", "md", "--output", dir], /(is there already|this is a folder)/],
    [[file, "--format", "md", "--output", dir, "--force"], /this is a folder, want a file/],
  ];
  for (const [args, said] of mistakes) {
    const { code, stdout, stderr } = await eoflab("Node", ["export", ...args]);
    t.match(stderr, said, args.join(" "));
    t.same([code, stdout], [2, ""], args.join(" "));
    assert.doesNotMatch(stderr, /^ {4}at /m);
  }
});

void test("a recording of a lab that this eoflab does not have is exported all the same", async (t) => {
  const input = recorded.replace('"lab":"silent-eof"', '"lab":"no <such> lab"');
  const { code, stdout } = await eoflab("Node", ["export", "-", "--format", "svg"], { input });
  t.equal(code, 0);
  t.equal(parseXml(stdout.trimEnd()).children[0]?.text, "no <such> lab");
});
