/** The recorded comparison, and the page that is made of it. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { labs } from "../../labs/mod.ts";
import { clients } from "../../lib/compare/clients/mod.ts";
import type { Report } from "../../lib/compare/report.ts";
import { servers } from "../../lib/compare/servers/mod.ts";
import { comparisonPage } from "../fixtures/comparison_page.ts";
import { test } from "../fixtures/harness.ts";

const read = (name: string): string => readFileSync(new URL(`../../labs/${name}`, import.meta.url), "utf8");
const report: Report = JSON.parse(read("comparison.json"));

test("labs/COMPARISON.md is what was recorded: npm run compare:page", async () => {
  assert.equal(read("COMPARISON.md"), comparisonPage(report));
});

test("every lab, server and client is recorded, and nothing failed", async () => {
  assert.deepEqual(
    report.labs.map(({ id }) => id),
    labs.map(({ id }) => id),
  );
  assert.deepEqual(
    report.servers.map(({ id }) => id),
    servers.map(({ id }) => id),
  );
  assert.deepEqual(
    report.clients.map(({ id }) => id),
    clients.map(({ id }) => id),
  );
  for (const lab of report.labs) {
    assert.deepEqual(
      lab.servers.map(({ target }) => target),
      servers.map(({ id }) => id),
      lab.id,
    );
    for (const { target, verdict, because } of lab.servers) {
      assert.notEqual(verdict, "failed", `${lab.id}, ${target}: ${because.join()}`);
    }
  }
});

test("eoflab's own servers come to what Go does, but for what JavaScript cannot do", async () => {
  for (const lab of report.labs) {
    for (const { target, verdict, because } of lab.servers) {
      if (!target.startsWith("eoflab-")) continue;
      assert.ok(
        verdict === "same" || verdict === "equivalent",
        `${lab.id}, ${target}: ${verdict}, ${because.join()}`,
      );
    }
  }
});
