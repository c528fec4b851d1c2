import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { env } from "node:process";
import { isDeepStrictEqual } from "node:util";
import { test } from "tap";
import {
  findGo,
  type GoRecording,
  type GoSweepResult,
  labsFolder,
  readGoRecording,
  recordedLabs,
  withGoReference,
} from "../../lib/compare/go.ts";
import { boundariesOf, formatGoRecording, goCases } from "../../lib/compare/record_go.ts";
import { EoflabError, type ErrorCode } from "../../lib/errors.ts";
import { whyNoGo } from "../fixtures/no_go.ts";

const folders = await recordedLabs();
const recordings = new Map<string, GoRecording<object>>();
for (const folder of folders) recordings.set(folder, await readGoRecording<object>(folder));

const skip = await whyNoGo([...recordings.values()].map((r) => r.go));

const said =
  (message: RegExp, code: ErrorCode = "SYSTEM") =>
  (err: unknown): boolean =>
    err instanceof EoflabError && err.code === code && message.test(err.message);

void test("go.json is written as record:go writes it", async () => {
  for (const [folder, recording] of recordings) {
    const text = await readFile(join(labsFolder(), folder, "go.json"), "utf8");
    assert.equal(text, formatGoRecording(recording));
  }
});

void test("a lab that is not recorded is told from a broken recording's file", async () => {
  await assert.rejects(
    readGoRecording("no_such_lab"),
    (err) =>
      err instanceof EoflabError && err.code === "BAD_RECORDING" && /npm run record:go/.test(err.message),
  );
});

void test("a missing Go is said to be missing, and where it is to be had", async () => {
  const path = env.PATH;
  env.PATH = "/nonexistent";
  try {
    await assert.rejects(findGo(), said(/no such program on the PATH.*go\.dev\/dl/, "NOT_INSTALLED"));
  } finally {
    env.PATH = path;
  }
});

void test("real Go still does what go.json says", { skip }, async (t) => {
  const temporary = t.testdir();
  env.TMPDIR = temporary;
  await withGoReference(async (reference) => {
    for (const [folder, recording] of recordings) {
      const { lab, cases } = await goCases(folder);

      await t.test(`${folder}: each case`, async () => {
        const knobs = cases(boundariesOf(recording.sweeps));
        const fresh = await reference.cases<object>(lab, knobs);
        assert.equal(fresh.length, recording.cases.length);
        for (const [i, result] of fresh.entries()) {
          if (isDeepStrictEqual(result, recording.cases[i])) continue;
          // Go runs in real time, and on a busy machine a sleep may be late: what differs is run again, by itself.
          const [again] = await reference.cases<object>(lab, knobs.slice(i, i + 1));
          assert.deepEqual(again, recording.cases[i]);
        }
      });

      await t.test(`${folder}: the sizes around each boundary, in each sweep`, async () => {
        for (const sweep of recording.sweeps) {
          for (const boundary of boundariesOf(recording.sweeps)) {
            const from = Math.max(sweep.from, boundary - 4);
            const to = Math.min(sweep.to, boundary + 3);
            const fresh = await reference.sweep(lab, { knobs: sweep.knobs, from, to });
            assert.deepEqual(fresh, cut(sweep, from, to));
          }
        }
      });
    }

    await t.test("what it cannot run, it names", async () => {
      await assert.rejects(reference.cases("no-such-lab", [{}]), said(/no lab "no-such-lab"/));
      await assert.rejects(reference.cases("silent-eof", [{ sise: 1 }]), said(/unknown field "sise"/));
      await assert.rejects(reference.cases("silent-eof", [{ size: -1 }]), said(/below zero/));
    });
  });
  assert.deepEqual(await readdir(temporary), []);
});

/** A part of a sweep, as a sweep of that part alone would find it. */
function cut({ knobs, boundaries, stretches }: GoSweepResult, from: number, to: number): GoSweepResult {
  const first = stretches.findLast((s) => s.from <= from);
  assert.ok(first !== undefined);
  const within = (size: number): boolean => size > from && size <= to;
  return {
    knobs,
    from,
    to,
    boundaries: boundaries.filter(within),
    stretches: [{ ...first, from }, ...stretches.filter((s) => within(s.from))],
  };
}
