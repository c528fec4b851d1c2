/** WORKSHOP.md says what works. */

import assert from "node:assert/strict";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "tap";
import { exercises } from "../labs/exercises.ts";
import { labs } from "../labs/mod.ts";
import { root, runtimes, start } from "./fixtures/cli.ts";

const page = readFileSync(join(root, "WORKSHOP.md"), "utf8");

/** Every command of eoflab on the page, in blocks and in sentences, each once. */
const commands = [
  ...new Set([...page.matchAll(/npx eoflab ([^`\n]+)/g)].map(([, args = ""]) => args.trim())),
];

/** How it is run without anybody at a keyboard, and without the minutes that all exercises take. */
function unattended(args: string): string[] {
  const words = args.split(" ");
  const [first] = words;
  if (first === "step") return [...words, "--plain"];
  if (first === "watch") return [...words, "--help"];
  if (first === "find") return [...words, "empty reply from server"];
  return args === "teach check" ? [...words, "silent-eof"] : words;
}

test("each command of WORKSHOP.md does what it is there for", async (t) => {
  assert.ok(commands.length >= 15, commands.join("; "));
  const folder = mkdtempSync(join(tmpdir(), "eoflab-workshop-"));
  t.teardown(() => rmSync(folder, { recursive: true }));
  mkdirSync(join(folder, "handed-in/anna"), { recursive: true });
  cpSync(join(root, "labs/01_silent_eof/solution.ts"), join(folder, "handed-in/anna/01_silent_eof.ts"));
  const env = { XDG_STATE_HOME: join(folder, "state") };
  // What is begun comes before what goes on with it.
  const inOrder = commands.toSorted((a, b) => Number(b.startsWith("start")) - Number(a.startsWith("start")));
  for (const args of inOrder) {
    await t.test(`eoflab ${args}`, async () => {
      const { code, stderr } = await start([...runtimes.Node, ...unattended(args)], { cwd: folder, env })
        .done;
      assert.equal(code, 0, stderr);
    });
  }
});

test("the labs that WORKSHOP.md numbers are there, and those that it gives as exercises have one", async () => {
  const numbered = (about: RegExp): number[] =>
    [...page.matchAll(about)].flatMap(([text]) =>
      [...text.matchAll(/\b\d\d\b/g)].map(([number]) => Number(number)),
    );
  for (const number of numbered(/[Ll]abs? (\d\d(, | and | to )?)+/g)) {
    assert.ok(
      labs.some((lab) => lab.number === number),
      `lab ${number}`,
    );
  }
  const taught = numbered(/([Ee]xercises?|takes) (\d\d(, | and | or | to )?)+/g);
  assert.ok(taught.length > 10);
  for (const number of taught) {
    const lab = labs.find((one) => one.number === number);
    assert.ok(
      exercises.some((exercise) => exercise.lab === lab?.id),
      `exercise ${number}`,
    );
  }
});

test("README.md names the labs that have an exercise", async () => {
  const readme = readFileSync(join(root, "README.md"), "utf8");
  const [, said = ""] = /These labs have one:\n([^.]+)\./.exec(readme) ?? [];
  const named = said.split(/, | and /).flatMap((part) => {
    const [from = 0, to = from] = part.split(" to ").map(Number);
    return Array.from({ length: to - from + 1 }, (_, i) => from + i);
  });
  const have = exercises.map(({ lab }) => labs.find(({ id }) => id === lab)?.number);
  assert.deepEqual(named, have);
});
