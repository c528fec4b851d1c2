/** What every lab tells beside its run: how it is searched for, where it has happened, what prevents it. */

import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { labs } from "../../labs/mod.ts";
import { test } from "../fixtures/harness.ts";
import { folderOf } from "../fixtures/labs.ts";

/** The lines of a section of a README, without its heading. */
function section(readme: string, heading: string): string {
  const [, text = ""] = readme.split(`\n## ${heading}\n`);
  return text.split("\n## ")[0] ?? "";
}

/** The bullets of a section, each as one line. */
function bullets(text: string): string[] {
  return [...text.matchAll(/^- .*(?:\n {2}.*)*/gm)].map(([bullet]) => bullet.slice(2).replace(/\s+/g, " "));
}

/** A text as a terminal shows it: without the marks of Markdown, and links as their words. */
function plain(markdown: string): string {
  return markdown.replace(/\[([^\]]*)\]\([^)]*\)/g, "$1").replace(/[`*]/g, "");
}

for (const lab of labs) {
  const { searchedAs, incident, prevent } = lab;
  const file = new URL(`../../labs/${folderOf(lab)}/README.md`, import.meta.url);
  const readme = existsSync(file) ? readFileSync(file, "utf8") : "";

  test(`${lab.id} says how it is searched for`, () => {
    assert.ok(searchedAs.length >= 3 && searchedAs.length <= 8, `${searchedAs.length} of 3 to 8`);
    for (const text of searchedAs) {
      assert.equal(text, text.trim());
      assert.ok(text.length >= 4 && text.length <= 100, text);
    }
  });

  test(`${lab.id} names a case in which it happened, and its README links to it`, () => {
    assert.match(incident.id, /^(?:[\w.-]+\/[\w.-]+#\d+|CVE-\d{4}-\d{4,}|GHSA(?:-\w{4}){3})$/);
    assert.match(incident.url, /^https:\/\/\S+$/);
    const [, number] = incident.id.split("#");
    if (number !== undefined) assert.ok(incident.url.endsWith(`/${number}`), incident.url);
    assert.match(incident.what, /^[ -_a-~]{20,200}\.$/); // ASCII, as a terminal may have no more, and no Markdown
    const happened = section(readme, "It happened");
    assert.ok(
      happened.includes(`[${incident.id}](${incident.url})`),
      `no link to ${incident.url}:${happened}`,
    );
    assert.ok(bullets(happened).length <= 3, "more than three cases");
  });

  test(`${lab.id} says what prevents it in Go, Node and Deno, and its README says the same`, () => {
    const said = bullets(section(readme, "Prevent it")).map(plain);
    const names = ["Go", "Node", "Deno"] as const;
    const places = names.map((name) => said.findIndex((bullet) => bullet.startsWith(`${name}: `)));
    assert.deepEqual(places, [0, 1, 2], "want three bullets: **Go**, **Node**, **Deno**");
    for (const [i, text] of [prevent.go, prevent.node, prevent.deno].entries()) {
      assert.match(text, /^[ -_a-~]{10,240}\.$/);
      assert.ok(said[i]?.includes(text), `${text}\nis not in\n${said[i]}`);
    }
  });
}

test("no three labs are searched for by the same words: only the first two are sure to be seen", () => {
  const all = labs.flatMap(({ searchedAs }) => searchedAs.map((text) => text.toLowerCase()));
  const shared = all.filter((text) => all.filter((other) => other === text).length > 2);
  assert.deepEqual([...new Set(shared)], []);
  for (const { searchedAs } of labs) assert.equal(new Set(searchedAs).size, searchedAs.length);
});
