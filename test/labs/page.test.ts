import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
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

test("labs/README.md leads to a page of each lab, and to no other", () => {
  const linked = [...page.matchAll(/\]\(([^)]+)\)/g)].map(([, target = ""]) => target);
  assert.deepEqual(
    linked,
    labs.map((lab) => `${folderOf(lab)}/README.md`),
  );
  for (const target of linked) assert.ok(existsSync(new URL(target, folder)), target);
});
