/** Lab 26 at each of its requests: the same each time, and Go was sent the same bytes. */

import assert from "node:assert/strict";
import type { TwoLengthsKnobs } from "../../labs/26_two_lengths/cases.ts";
import { twoLengths } from "../../labs/26_two_lengths/lab.ts";
import { requestNames, requests } from "../../labs/26_two_lengths/requests.ts";
import { readGoRecording } from "../../lib/compare/go.ts";
import { shapeOf } from "../../lib/lab/verify.ts";
import { transports } from "../../lib/net/platform.ts";
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
