/** Whatever is in the user's file: each ends in a message, with file and line where there is one, and leaves no process. */

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { test } from "tap";
import { silentEofExercise } from "../../labs/01_silent_eof/check.ts";
import { silentEof } from "../../labs/01_silent_eof/lab.ts";
import { type Checked, checkFile, passed } from "../../lib/workshop/check.ts";
import { runtimeNames } from "../../lib/workshop/runtimes.ts";
import { sourcesOf } from "../../lib/workshop/sources.ts";
import { has } from "../fixtures/cli.ts";

const sources = sourcesOf(silentEof, silentEofExercise);
const solution = readFileSync(sources.solution, "utf8");

/** A line of the solution's handler, behind which the broken files have one of their own. */
const marker = "      const report = await makeReport();\n";

/** The line of that one, from 1. */
const markedLine = solution.slice(0, solution.indexOf(marker)).split("\n").length + 1;

/** The solution, with a line of its handler added. */
const withLine = (line: string): string => solution.replace(marker, `${marker}      ${line}\n`);

/** What the folders here are called: another run of these tests may be under way on this machine. */
const folders = `eoflab-check-${process.pid}-`;

async function check(
  source: string,
  runtime: (typeof runtimeNames)[number],
  limit = 20_000,
): Promise<Checked> {
  const folder = mkdtempSync(join(tmpdir(), folders));
  try {
    const file = join(folder, "mine.ts");
    writeFileSync(file, source);
    return await checkFile({ lab: "silent-eof", file, runtime, limit, path: process.env.PATH ?? "" });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

for (const runtime of runtimeNames) {
  const skip = runtime === "bun" && !has("bun") ? "bun is not installed" : false;
  const hold = (name: string, run: () => Promise<void>): void =>
    void test(`${name}, on ${runtime}`, { skip }, run);

  hold("an endless loop is ended", async () => {
    const { broken } = await check(withLine("while (report.length > 0);"), runtime, 5_000);
    assert.match(broken?.what ?? "", /did not end within 5 s: a loop/);
    // Bun's inspector does not tell.
    if (runtime !== "bun") assert.equal(broken?.where?.line, markedLine);
  });

  hold("process.exit is told, with its place", async () => {
    const { broken } = await check(withLine("process.exit(0);"), runtime);
    assert.match(broken?.what ?? "", /ended the process, with code 0/);
    assert.equal(broken?.where?.line, markedLine);
  });

  hold("what is thrown where nobody catches it is told, with its place", async () => {
    const later = 'setTimeout(() => { throw new Error("later"); }, 0);';
    const rejected = 'void Promise.reject(new Error("unheard"));';
    for (const [line, what] of [
      [later, "Error: later"],
      [rejected, "Error: unheard"],
    ] as const) {
      const { broken } = await check(withLine(line), runtime);
      assert.equal(broken?.what, what);
      assert.equal(broken?.where?.line, markedLine);
    }
  });

  hold("an import that is not there is told, with its place", async () => {
    const importLine = solution.split("\n").findIndex((line) => line.includes('from "eoflab"')) + 1;
    const module = await check(solution.replace('from "eoflab"', 'from "eofflab"'), runtime);
    assert.match(module.broken?.what ?? "", /eofflab/);
    assert.equal(module.broken?.where?.line, importLine);
    const name = await check(solution.replaceAll("EoflabError", "EoflabErrorr"), runtime);
    assert.match(name.broken?.what ?? "", /EoflabErrorr/);
    assert.equal(name.broken?.where?.line, importLine);
  });

  hold("ten thousand lines are counted, and the first ones kept", async () => {
    const checked = await check(
      withLine('for (let i = 0; i < 10_000; i++) console.log("line", i);'),
      runtime,
    );
    assert.equal(checked.broken, null);
    assert.ok(passed(checked));
    assert.deepEqual(checked.printed.slice(0, 2), ["line 0", "line 1"]);
    assert.ok(checked.lines >= 10_000 && checked.printed.length <= 20, `${checked.lines} lines`);
  });

  hold("a handler that never returns lacks what it lacks", async () => {
    const checked = await check(withLine("await new Promise(() => {});"), runtime);
    assert.equal(checked.broken, null);
    const slow = checked.behaviours.get("slow-report");
    assert.equal(slow?.kind === "failed" ? slow.seen : slow?.kind, "no answer within 10 minutes");
  });

  hold("the same file has the same result, time after time", async () => {
    const said = async (): Promise<string> => {
      const { behaviours, broken } = await checkFile({
        lab: "silent-eof",
        file: sources.exercise,
        runtime,
        path: process.env.PATH ?? "",
      });
      return JSON.stringify([[...behaviours.values()].map(({ kind, id }) => `${kind} ${id}`), broken]);
    };
    const first = await said();
    for (let i = 1; i < 3; i++) assert.equal(await said(), first);
  });

  hold("no process is left", async () => {
    await check(withLine("while (report.length > 0);"), runtime, 3_000);
    const { stdout } = spawnSync("ps", ["-eo", "args"], { encoding: "utf8" });
    assert.doesNotMatch(stdout, new RegExp(`check_process.* silent-eof file:.*${folders}`));
  });
}

test("a syntax error, and TypeScript that is more than types, have their place before anything runs", async () => {
  const typo = await check(solution.replace("const report = await", "const report = = await"), "node");
  assert.deepEqual(typo.broken?.where, { line: markedLine - 1, column: 22 });
  const lines = solution.split("\n").length;
  const { broken } = await check(`${solution}enum Way { out }\n`, "node");
  assert.match(broken?.what ?? "", /enum is not supported/);
  assert.equal(broken?.where?.line, lines);
});

test("a file without a service is told what it lacks", async () => {
  const none = await check(solution.replace("export default function", "export function"), "node");
  assert.match(none.broken?.what ?? "", /default export must be the function .* it has none/);
  const empty = await check("export default () => undefined;\n", "node");
  assert.match(empty.broken?.what ?? "", /must return the service.* it returns nothing/);
});

test("a runtime that is not there is told", async () => {
  await assert.rejects(
    checkFile({ lab: "silent-eof", file: sources.solution, runtime: "bun", path: "/nowhere" }),
    { code: "NOT_INSTALLED", message: "bun cannot be started: it is not installed" },
  );
});
