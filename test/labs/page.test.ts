import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { exercises } from "../../labs/exercises.ts";
import { labs } from "../../labs/mod.ts";
import { test } from "../fixtures/harness.ts";
import { folderOf } from "../fixtures/labs.ts";
import { withTables } from "../fixtures/labs_page.ts";

const folder = new URL("../../labs/", import.meta.url);
const page = readFileSync(new URL("README.md", folder), "utf8");

test("labs/README.md has every lab with its symptom and its title (else: npm run labs:page)", () => {
  assert.equal(page, withTables(page, labs));
  for (const { symptom, title } of labs) assert.ok(page.includes(`| ${symptom} | ${title} |`), symptom);
});

test("labs/README.md leads to the comparison and to a page of each lab, and to no other", () => {
  const linked = [...page.matchAll(/\]\(([^)]+)\)/g)].map(([, target = ""]) => target);
  assert.deepEqual(linked, ["COMPARISON.md", ...labs.map((lab) => `${folderOf(lab)}/README.md`)]);
  for (const target of linked) assert.ok(existsSync(new URL(target, folder)), target);
});

test("the page of each lab offers its exercise, if it has one", () => {
  for (const lab of labs) {
    const text = readFileSync(new URL(`${folderOf(lab)}/README.md`, folder), "utf8");
    const [, offered] = /^## Repair it\n\n(.*?)\n\n## /ms.exec(text) ?? [];
    const exercise = exercises.find(({ lab: id }) => id === lab.id);
    const wanted = `The exercise: ${exercise?.task}.\n\n\`\`\`console\nnpx eoflab start ${lab.id}\n\`\`\``;
    assert.equal(offered, exercise === undefined ? undefined : wanted, lab.id);
  }
});
