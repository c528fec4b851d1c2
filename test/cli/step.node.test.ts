import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import tap, { test } from "tap";
import { labs } from "../../labs/mod.ts";
import { eoflab, has, type RuntimeName, root, runtimes } from "../fixtures/cli.ts";

// Within the folder of the project: there Deno may read.
const dir = mkdtempSync(join(root, "dist", "step-"));
tap.teardown(() => rmSync(dir, { recursive: true, force: true }));

/** A file of answers. */
function answers(name: string, data: unknown): string {
  const file = join(dir, name);
  writeFileSync(file, typeof data === "string" ? data : JSON.stringify(data));
  return file;
}

/** What `--json` prints. */
interface Result {
  readonly lab: string;
  readonly knobs: Readonly<Record<string, unknown>>;
  readonly questions: readonly {
    readonly id: string;
    readonly predicted: string | number | null;
    readonly observed: string | number;
    readonly verdict: string;
    readonly why: string;
  }[];
  readonly right: number;
  readonly wrong: number;
  readonly skipped: number;
}

/** Runs a lab's questions through. */
async function result(runtime: RuntimeName, args: readonly string[]): Promise<Result> {
  const { code, stdout, stderr } = await eoflab(runtime, ["step", ...args, "--json"]);
  assert.deepEqual([code, stderr], [0, ""]);
  return JSON.parse(stdout) as Result;
}

for (const runtime of Object.keys(runtimes) as RuntimeName[]) {
  const skip = runtime === "Bun" && !has("bun") ? "bun is not installed (npm install -g bun)" : false;

  void test(`${runtime}: answers are judged by the run, and with other knobs others are right`, {
    skip,
  }, async (t) => {
    const file = answers(`${runtime}.json`, {
      "deadline-passes": 2,
      "write-returns": "no error",
      "client-gets": "the whole answer",
      "where-the-error-goes": null,
    });
    const there = await result(runtime, ["silent-eof", "--answers", file]);
    assert.deepEqual(
      there.questions.map((q) => [q.id, q.verdict]),
      [
        ["deadline-passes", "right"],
        ["write-returns", "right"],
        ["where-the-error-goes", "skipped"],
        ["client-gets", "wrong"],
      ],
    );
    assert.deepEqual([there.right, there.wrong, there.skipped], [2, 1, 1]);
    const inTime = await result(runtime, ["1", "--set", "handlerTime=9s", "--answers", file]);
    assert.equal(inTime.knobs.handlerTime, 9000);
    assert.deepEqual(inTime.questions.map((q) => [q.id, q.verdict]).slice(0, 2), [
      ["deadline-passes", "wrong"],
      ["write-returns", "right"],
    ]);
    assert.equal(inTime.questions.at(-1)?.verdict, "right");
    t.pass("held");
  });

  void test(`${runtime}: plain, a question comes before its answer is shown`, { skip }, async (t) => {
    const file = answers(`${runtime}-plain.json`, { "write-returns": "an error" });
    const { code, stdout, stderr } = await eoflab(runtime, [
      "step",
      "silent-eof",
      "--plain",
      "--ascii",
      "--answers",
      file,
    ]);
    assert.deepEqual([code, stderr], [0, ""]);
    assert.doesNotMatch(stdout, /[^\n -~]/);
    assert.deepEqual(
      stdout.split("\n").filter((line) => line.length > 80),
      [],
    );
    const sights = [
      "What does w.write report?",
      "predicted: an error [write-returns]",
      "w.write = 200, no error",
      "What does the client get?",
      "no prediction [client-gets]",
      "FIN arrives",
      "Predicted and observed",
      "predicted: an error (wrong)",
      "observed:  no error",
      "0 of 4 right, 3 skipped",
    ];
    let rest = stdout;
    for (const sight of sights) {
      assert.ok(rest.includes(sight), `${sight} is not there, or not in its place, in\n${stdout}`);
      rest = rest.slice(rest.indexOf(sight));
    }
    t.pass("held");
  });
}

for (const lab of labs) {
  void test(`${lab.id} can be walked through, plain and for a program`, async (t) => {
    const { questions, skipped } = await result("Node", [lab.id]);
    assert.deepEqual([questions.length, skipped], [lab.questions.length, lab.questions.length]);
    const { code, stdout } = await eoflab("Node", ["step", String(lab.number), "--plain"]);
    assert.equal(code, 0);
    for (const { id } of questions) assert.ok(stdout.includes(`[${id}]`), id);
    assert.match(stdout, new RegExp(`0 of ${questions.length} right`));
    t.pass("held");
  });
}

void test("answers may come on standard input", async (t) => {
  for (const runtime of ["Node", "Deno"] as const) {
    const input = JSON.stringify({ "write-returns": "no error" });
    const { code, stdout } = await eoflab(runtime, ["step", "1", "--json", "--answers", "-"], { input });
    assert.equal(code, 0);
    assert.equal((JSON.parse(stdout) as Result).right, 1);
  }
  t.pass("held");
});

void test("mistakes are said in a sentence", async (t) => {
  const broken = answers("broken.json", "{");
  const list = answers("list.json", []);
  const mistakes: [args: string[], said: RegExp][] = [
    [[], /which lab\?/],
    [["silent-eof", "--plain", "--json"], /--plain and --json: want one of them/],
    [["silent-eof", "--answers", "nowhere.json", "--json"], /nowhere\.json: there is no such file/],
    [["silent-eof", "--answers", broken, "--json"], /broken\.json: this is not JSON/],
    [["silent-eof", "--answers", list, "--json"], /list\.json: want an object with the questions' ids/],
    [["silent-eof", "--answers", dir, "--json"], /this is a folder/],
  ];
  for (const [name, data, said] of [
    ["unknown", { "write-return": 1 }, /there is no question write-return: did you mean write-returns\?/],
    ["misfit", { "write-returns": 7 }, /write-returns: "7" does not fit: want one of 1 \(no error\)/],
    ["odd", { "write-returns": [] }, /write-returns: want a text, a number, or null/],
  ] as const)
    mistakes.push([["silent-eof", "--json", "--answers", answers(`${name}.json`, data)], said]);
  for (const [args, said] of mistakes) {
    const { code, stderr, stdout } = await eoflab("Node", ["step", ...args]);
    assert.match(stderr, said);
    assert.deepEqual([code, stdout], [2, ""], args.join(" "));
    assert.doesNotMatch(stderr, /^ {4}at /m);
  }
  t.pass("held");
});
