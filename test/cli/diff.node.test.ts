import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import tap, { test } from "tap";
import { formatRecording, parseRecording, Recording } from "../../lib/trace/recording.ts";
import { eoflab, has, type RuntimeName, root, runtimes } from "../fixtures/cli.ts";

// In this folder, which is what Deno may read.
const dir = mkdtempSync(join(root, "dist", "diff-"));
tap.teardown(() => rmSync(dir, { recursive: true, force: true }));

/** Keeps a run in a file. */
async function keep(name: string, ...args: string[]): Promise<string> {
  const { stdout } = await eoflab("Node", ["run", ...args, "--json"]);
  return write(name, stdout);
}

function write(name: string, text: string): string {
  const file = join(dir, name);
  writeFileSync(file, text);
  return file;
}

const small = await keep("small.ndjson", "silent-eof");
const large = await keep("large.ndjson", "silent-eof", "--set", "size=5000");
const again = await keep("again.ndjson", "silent-eof");

for (const runtime of Object.keys(runtimes) as RuntimeName[]) {
  const skip = runtime === "Bun" && !has("bun") ? "bun is not installed (npm install -g bun)" : false;

  void test(`${runtime}: two runs of the same knobs are the same, whatever their ports`, {
    skip,
  }, async (t) => {
    const { code, stdout, stderr } = await eoflab(runtime, ["diff", small, again]);
    t.same([code, stdout, stderr], [0, "Nothing differs: 35 events, the same in both.\n", ""]);
  });

  void test(`${runtime}: a knob, what came of it, and the events that differ`, { skip }, async (t) => {
    const { code, stdout, stderr } = await eoflab(runtime, ["diff", small, large, "--ascii"]);
    t.same([code, stderr], [1, ""]);
    for (const sight of [
      /^Knobs\n {2}size\n {2}- 200\n {2}\+ 5000\n$/m,
      /the handler was told\n {2}- write = 200, no error\n {2}\+ write = 3965, write tcp SERVER->CLIENT: i\/o timeout/,
      /^- {3}60\.000 s {13}handler: w\.write\(200\)$/m,
      /^\+ {14}60\.000 s {2}handler: w\.write\(5000\)$/m,
      /^22 events are in both, 13 only in the first, 12 only in the second\.$/m,
    ]) {
      t.match(stdout, sight);
    }
    assert.doesNotMatch(stdout, /[^\n -~]/);
    t.same(
      stdout.split("\n").filter((line) => line.length > 80),
      [],
    );
  });

  void test(`${runtime}: one of the two may be standard input; and JSON for a program`, {
    skip,
  }, async (t) => {
    const input = readFileSync(large, "utf8");
    const { code, stdout } = await eoflab(runtime, ["diff", "-", small, "--json"], { input });
    const { same, run, knobs, events } = JSON.parse(stdout);
    t.same([code, same, run], [1, false, []]);
    t.same(knobs, [{ what: "size", before: "5000", after: "200" }]);
    t.equal(events.inBoth, 22);
    const firsts = events.changes.filter((c: { only: string }) => c.only === "first");
    t.equal(firsts.length, 12);
    t.match(firsts[0].event, { name: "handler.write", bytes: 5000 });
  });
}

void test("runs of two runtimes, and of two clocks, say so", async (t) => {
  const recording = parseRecording(readFileSync(small, "utf8"));
  const { header, events } = recording;
  const other = {
    ...header,
    runtime: { name: "Deno", version: "2.0.0" },
    clock: { mode: "real", speed: 2 } as const,
  };
  const later = events.map((e) => ({ ...e, t: e.t + 0.5 }));
  const file = write("other.ndjson", [...formatRecording(new Recording(other, later))].join("\n"));
  const { code, stdout } = await eoflab("Node", ["diff", small, file, "--json"]);
  const found = JSON.parse(stdout);
  t.equal(code, 1);
  t.match(found.run, [
    { what: "runtime", after: "Deno 2.0.0" },
    { what: "clock", before: "virtual clock", after: "2 times as fast" },
  ]);
  t.same(
    [found.outcome, found.events],
    [[], { inBoth: 35, changes: [] }],
    "times on a real clock do not count",
  );
});

void test("what is no recording is said in a sentence", async (t) => {
  const whole = readFileSync(small, "utf8");
  const cut = write("cut.ndjson", whole.slice(0, whole.length / 2));
  const damaged = write("damaged.ndjson", whole.replace('"data":"', '"data":"%%'));
  const lacking = write("lacking.ndjson", whole.replace(/,"error":"Get [^}]*/, ',"error":7'));
  const mistakes: [args: string[], said: RegExp][] = [
    [[], /diff: want two recordings/],
    [[small], /diff: want two recordings/],
    [["-", "-"], /standard input can be read once/],
    [[small, join(dir, "nowhere")], /nowhere: there is no such file/],
    [[join(root, "package.json"), small], /package\.json: this is not a recording of eoflab/],
    [[small, cut], /cut\.ndjson: the recording was cut/],
    [[small, dir], /this is a folder, want a file/],
    [[small, lacking], /lacking\.ndjson: an event of the recording is damaged/],
    [[small, large, again], /unknown argument/],
  ];
  for (const [args, said] of mistakes) {
    const { code, stdout, stderr } = await eoflab("Node", ["diff", ...args]);
    t.match(stderr, said, args.join(" "));
    t.same([code, stdout], [2, ""], args.join(" "));
    assert.doesNotMatch(stderr, /^ {4}at /m);
  }
  const { code } = await eoflab("Node", ["diff", small, damaged]);
  t.equal(code, 1, "bytes that cannot be read are bytes that differ");
});
