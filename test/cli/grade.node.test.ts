/** What is handed in, graded. */

import assert from "node:assert/strict";
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "tap";
import { exercises } from "../../labs/exercises.ts";
import { eoflab, root } from "../fixtures/cli.ts";

const labs = join(root, "labs");

/** Runs something with a folder in which several persons have handed in what people hand in. */
async function handedIn(use: (folder: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "eoflab-grade-"));
  try {
    for (const name of ["anna", "bo b", "=cmd|'x'!A1", "dora", "nobody"]) mkdirSync(join(folder, name));
    mkdirSync(join(folder, "anna/exercises"));
    cpSync(join(labs, "01_silent_eof/solution.ts"), join(folder, "anna/exercises/01_silent_eof.ts"));
    cpSync(join(labs, "03_flush_tells/exercise.ts"), join(folder, "anna/exercises/03_flush_tells.ts"));
    cpSync(join(labs, "06_tell_the_truth/mutants/logs_first.ts"), join(folder, "bo b/06_tell_the_truth.ts"));
    writeFileSync(join(folder, "=cmd|'x'!A1/01_silent_eof.ts"), "process.exit(7);\n");
    writeFileSync(join(folder, "dora/01_silent_eof.ts"), "const a = ;\n");
    symlinkSync("/etc/hostname", join(folder, "dora/03_flush_tells.ts"));
    symlinkSync(labs, join(folder, "dora/06"));
    mkdirSync(join(folder, "dora/07_slow_headers.ts"));
    writeFileSync(join(folder, "read me first.txt"), "no person");
    await use(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** One grade, as --json tells it. */
interface Told {
  readonly person: string;
  readonly lab: string;
  readonly result: string;
  readonly failed: readonly string[];
  readonly why: string | null;
}

test("each exercise of each person is graded by what it does", async () => {
  await handedIn(async (folder) => {
    const { code, stdout, stderr } = await eoflab("Node", ["teach", "grade", folder, "--json"]);
    assert.equal(code, 0, stderr);
    const { grades } = JSON.parse(stdout) as { grades: readonly Told[] };
    assert.equal(grades.length, 5 * exercises.length);
    const told = (person: string, lab: string): Told | undefined =>
      grades.find((one) => one.person === person && one.lab === lab);
    assert.equal(told("anna", "silent-eof")?.result, "passed");
    assert.equal(told("anna", "flush-tells")?.result, "as given");
    const bob = told("bo b", "tell-the-truth");
    assert.deepEqual([bob?.result, bob?.failed], ["failed", ["late-has-its-error"]]);
    assert.match(bob?.why ?? "", /^expected one line: .*; seen "GET \/report 200 200"$/);
    assert.equal(told("=cmd|'x'!A1", "silent-eof")?.result, "broken");
    const syntax = told("dora", "silent-eof");
    assert.deepEqual([syntax?.result, syntax?.why?.slice(0, 7)], ["broken", "line 1:"]);
    assert.equal(told("dora", "flush-tells")?.result, "unreadable", "a link that leads out of the folder");
    assert.equal(told("dora", "slow-headers")?.result, "missing", "a folder is no file");
    assert.ok(grades.filter(({ person }) => person === "nobody").every(({ result }) => result === "missing"));
  });
});

test("a spreadsheet takes no name for a formula, and a table has a row for each person", async () => {
  await handedIn(async (folder) => {
    const csv = await eoflab("Node", ["teach", "grade", folder, "--csv"]);
    const lines = csv.stdout.trimEnd().split("\n");
    assert.equal(lines[0], "person,lab,result,file,failed,why");
    assert.equal(lines.length, 1 + 5 * exercises.length);
    assert.ok(lines.every((line) => !/^[=+@-]/.test(line)));
    assert.ok(csv.stdout.includes('"expected one line: ""GET /report 200 200 error: …"", with'));

    const table = await eoflab("Node", ["teach", "grade", folder, "--ascii"]);
    assert.match(table.stdout, /^anna +o {2}= .* 1 of 18$/m);
    assert.match(table.stdout, /^bo b +- {2}- {2}x .* 0 of 18$/m);
  });
});

for (const [args, said] of [
  [["nowhere"], /nowhere: there is no such folder/],
  [["package.json"], /this is a file, want a folder/],
  [["labs/reference"], /want a folder for each person in it/],
  [["labs", "--csv", "--json"], /want one of them/],
] as const) {
  test(`teach grade ${args.join(" ")} says what was wrong`, async () => {
    const { code, stderr } = await eoflab("Node", ["teach", "grade", ...args]);
    assert.equal(code, 2);
    assert.match(stderr, said);
  });
}
