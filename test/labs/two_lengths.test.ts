/** Lab 26 at each of its requests: the same each time, as its page says, and Go was sent the same bytes. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import type { TwoLengthsKnobs } from "../../labs/26_two_lengths/cases.ts";
import { twoLengths } from "../../labs/26_two_lengths/lab.ts";
import { requestNames, requests } from "../../labs/26_two_lengths/requests.ts";
import { inShort, ours, own, seenOn } from "../../labs/26_two_lengths/seen.ts";
import { readGoRecording } from "../../lib/compare/go.ts";
import { shapeOf } from "../../lib/lab/verify.ts";
import { runtime, transports } from "../../lib/net/platform.ts";
import { test } from "../fixtures/harness.ts";
import { runAt } from "../fixtures/labs.ts";

/** How often each request is sent to see whether anything wavers. */
const repeats = 20;

test("Go was sent the bytes that the lab sends", async () => {
  const { cases } = await readGoRecording<{ knobs: TwoLengthsKnobs }>("26_two_lengths");
  assert.deepEqual(
    cases.map(({ knobs }) => [knobs.request, knobs.bytes]),
    requestNames.map((name) => [name, requests[name].bytes]),
  );
});

for (const transport of transports()) {
  for (const request of requestNames) {
    test(`two-lengths is the same each time with ${request}, over ${transport}`, async () => {
      const setting = { name: request, knobs: { request } };
      const shape = async (): Promise<string[]> =>
        (await runAt(twoLengths, setting, transport)).events.map(shapeOf);
      const first = await shape();
      for (let i = 1; i < repeats; i++) assert.deepEqual(await shape(), first);
    });
  }
}

/** The page's table: for each request, what stands in the column whose title begins with a word. */
function column(title: string): { version: string; cells: Map<string, string> } {
  const page = readFileSync(new URL("../../labs/26_two_lengths/README.md", import.meta.url), "utf8");
  const rows = page.match(/^\|.*$/gm)?.map((row) => row.split("|").map((cell) => cell.trim())) ?? [];
  const head = rows.find((cells) => cells.includes("What is ambiguous")) ?? [];
  const at = head.findIndex((cell) => cell.startsWith(title));
  const cells = rows.flatMap((row): [string, string][] =>
    row.length === head.length ? [[row[1]?.replaceAll("`", "") ?? "", row[at] ?? ""]] : [],
  );
  return { version: head[at]?.slice(title.length + 1) ?? "", cells: new Map(cells) };
}

test("the page's table has what eoflab's server sees, and the runtime's own where it is the version that was tried", async () => {
  const { name, version } = runtime();
  const go = column("eoflab");
  const here = column(name);
  for (const request of requestNames) {
    const rec = await runAt(twoLengths, { name: request, knobs: { request } });
    assert.equal(inShort(seenOn(rec, ours)), go.cells.get(request), `${request}, eoflab`);
    if (version === here.version)
      assert.equal(inShort(seenOn(rec, own)), here.cells.get(request), `${request}, ${name}`);
  }
});
