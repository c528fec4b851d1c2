/**
 * eoflab against real Go, as recorded in go.json: what each call of the handler returned, what the client got, byte
 * for byte, and how the connection ended.
 */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import fc from "fast-check";
import type { SilentEofKnobs, SilentEofResult, SilentEofSweep } from "../../labs/01_silent_eof/cases.ts";
import { labs } from "../../labs/mod.ts";
import { defaults } from "../../lib/lab/knob.ts";
import { type Outcome, outcomeOf } from "../../lib/lab/outcome.ts";
import { runLab } from "../../lib/lab/run.ts";
import { type TransportName, transports } from "../../lib/net/platform.ts";
import { test } from "../fixtures/harness.ts";

const lab = labs[0];

/** How many runs of a sweep go on at the same time, each with a server of its own. */
const atOnce = 50;

const go = JSON.parse(readFileSync(new URL("../../labs/01_silent_eof/go.json", import.meta.url), "utf8")) as {
  go: string;
  sweeps: (SilentEofSweep & { stretches: { from: number; shape: string }[] })[];
  cases: SilentEofResult[];
};

async function outcome(knobs: SilentEofKnobs, transport: TransportName): Promise<Outcome> {
  const all = { ...defaults(lab.knobs), ...knobs };
  return outcomeOf(await runLab(lab, { knobs: all, clock: { mode: "virtual", speed: 1 }, transport }));
}

/** What of an outcome does not simply grow with the size, in the words of labs/reference. */
function shapeOf(result: Outcome, knobs: SilentEofKnobs): string {
  const pieces = knobs.writeSize === 0 ? [knobs.size] : piecesOf(knobs);
  let at = 0;
  const calls: string[] = [];
  for (const { call, n, error, times } of result.calls) {
    for (let i = 0; i < times; i++) {
      const short = call === "write" && n !== pieces[at++] ? " short" : "";
      const said = `${call}${short}${error === null ? "" : ` (${error})`}`;
      if (calls.at(-1) !== said) calls.push(said);
    }
  }
  const { status, bytes, error } = result.client;
  const part = bytes === knobs.size ? "the whole body" : "part of the body";
  const client = status === null ? "no answer" : `${status} and ${part}`;
  const framing =
    result.header === null
      ? "none"
      : /^Transfer-Encoding: chunked/m.test(result.header)
        ? "chunked"
        : "content-length";
  return `${calls.join(", ")}; client: ${client}${error === null ? "" : ` (${error})`}; end: ${result.end}; framing: ${framing}`;
}

function piecesOf({ size, writeSize }: SilentEofKnobs): number[] {
  const pieces: number[] = [];
  for (let left = size; left > 0 || pieces.length === 0; left -= writeSize) {
    pieces.push(Math.min(left, writeSize));
  }
  return pieces;
}

for (const transport of transports()) {
  test(`every recorded case comes out as with ${go.go}, over ${transport}`, async () => {
    assert.ok(go.cases.length > 200);
    for (const { knobs, ...recorded } of go.cases) {
      assert.deepEqual(await outcome(knobs, transport), recorded, JSON.stringify(knobs));
    }
  });

  test(`any size at all has the shape that ${go.go}'s sweep found, over ${transport}`, async () => {
    const sweeps = fc.constantFrom(...go.sweeps);
    const boundaries = go.sweeps.flatMap(({ stretches }) => stretches.map(({ from }) => from));
    const size = fc.oneof(
      fc.integer({ min: 0, max: 4600 }),
      fc
        .tuple(fc.constantFrom(...boundaries), fc.integer({ min: -3, max: 3 }))
        .map(([b, d]) => Math.max(0, b + d)),
    );
    await fc.assert(
      fc.asyncProperty(sweeps, size, async ({ knobs, stretches }, n) => {
        const all = { ...knobs, size: n };
        const recorded = stretches.findLast(({ from }) => from <= n)?.shape;
        assert.equal(shapeOf(await outcome(all, transport), all), recorded);
      }),
      { numRuns: 200 },
    );
  });
}

test("eoflab's own sweep finds the sizes at which the outcome changes, and they are Go's", async () => {
  const [transport = "node"] = transports();
  const [sweep] = go.sweeps;
  assert.ok(sweep);
  const found: { from: number; shape: string }[] = [];
  for (let start = sweep.from; start <= sweep.to; start += atOnce) {
    const sizes = Array.from({ length: Math.min(atOnce, sweep.to - start + 1) }, (_, i) => start + i);
    const shapes = await Promise.all(
      sizes.map(async (size) => {
        const knobs = { ...sweep.knobs, size };
        return { from: size, shape: shapeOf(await outcome(knobs, transport), knobs) };
      }),
    );
    for (const next of shapes) if (next.shape !== found.at(-1)?.shape) found.push(next);
  }
  assert.deepEqual(found, sweep.stretches);
});
