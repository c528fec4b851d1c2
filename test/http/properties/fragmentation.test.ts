/**
 * TCP knows no messages: the bytes of a request come in any pieces. So the same bytes must mean the same however they
 * were cut.
 */

import assert from "node:assert/strict";
import fc from "fast-check";
import { again, byByte, CutBench, use } from "../../fixtures/cut_bench.ts";
import { test } from "../../fixtures/harness.ts";
import { pipeline, runs } from "../../fixtures/messages.ts";

test("the answers are the same in any pieces, and byte by byte", async () => {
  const seen = new Map<string, number>();
  await new CutBench({ handler: use }).run(async (bench) => {
    await fc.assert(
      fc.asyncProperty(
        pipeline,
        fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1 }),
        async (bytes, cuts) => {
          const whole = await bench.answers(bytes);
          assert.equal(await bench.answers(bytes, again(cuts)), whole, `cut in ${cuts.join()}`);
          assert.equal(await bench.answers(bytes, byByte()), whole, "byte by byte");
          for (const [, status = ""] of whole.matchAll(/^HTTP\/1\.. ([0-9]{3})/gm)) {
            seen.set(status, (seen.get(status) ?? 0) + 1);
          }
        },
      ),
      runs(100),
    );
  });
  // What was tried was not all of one kind.
  for (const status of ["200", "400"]) assert.ok((seen.get(status) ?? 0) > 15, `${[...seen]}`);
});

test("the server waits in the same place, or has ended the connection, whenever the pieces came", async () => {
  const ends = new Set<string>();
  await new CutBench({ handler: use }).run(async (bench) => {
    await fc.assert(
      fc.asyncProperty(
        pipeline,
        fc.array(fc.nat(), { minLength: 1, maxLength: 3 }),
        async (bytes, places) => {
          const cuts = places.map((place) => place % (bytes.length + 1)).sort((a, b) => a - b);
          const pieces = [0, ...cuts].map((from, i) => bytes.slice(from, cuts[i]));
          const whole = await bench.exchange(bytes);
          const cut = await bench.exchange(...pieces);
          // Whether unread bytes make an RST of the FIN is a matter of when they came.
          const outcome = ({ text, end }: typeof whole): unknown => [text, end === "open"];
          assert.deepEqual(outcome(cut), outcome(whole), JSON.stringify(pieces));
          ends.add(whole.end);
        },
      ),
      runs(25),
    );
  });
  assert.ok(ends.has("open") && ends.size > 1, `${[...ends]}`);
});
