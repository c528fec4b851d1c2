import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import {
  cases,
  lab,
  type SilentEofKnobs,
  type SilentEofResult,
  sweeps,
} from "../../labs/01_silent_eof/cases.ts";
import recorded from "../../labs/01_silent_eof/go.json" with { type: "json" };
import type { GoRecording } from "../../lib/compare/go.ts";
import { test } from "../fixtures/harness.ts";

const recording = recorded as unknown as GoRecording<SilentEofResult>;
const fixedDate = "Date: Thu, 01 Jan 1970 00:00:00 GMT\r\n";

test("silent-eof's go.json says which Go it is from", () => {
  assert.match(recording.go, /^go1\.26\.\d+$/);
  assert.equal(recording.lab, lab);
});

test("silent-eof's go.json has each sweep, in order", () => {
  const swept = recording.sweeps.map(({ knobs, from, to }) => ({ knobs, from, to }));
  assert.deepEqual(swept, sweeps());
  for (const { from, to, boundaries, stretches } of recording.sweeps) {
    assert.deepEqual(
      stretches.map((s) => s.from),
      [from, ...boundaries],
    );
    for (const [i, b] of boundaries.entries()) {
      assert.ok(b > from && b <= to && (i === 0 || b > (boundaries[i - 1] ?? b)), `boundary ${b}`);
      assert.notEqual(stretches[i]?.shape, stretches[i + 1]?.shape);
    }
  }
});

test("silent-eof's go.json has each case once, in order", () => {
  const boundaries = [...new Set(recording.sweeps.flatMap((s) => s.boundaries))].sort((a, b) => a - b);
  const expected = cases(boundaries);
  assert.deepEqual(
    recording.cases.map((c) => c.knobs),
    expected,
  );
  assert.equal(new Set(expected.map((k) => JSON.stringify(k))).size, expected.length);
});

test("no recorded case of silent-eof depends on which of two near instants comes first", () => {
  for (const { writeTimeout, handlerTime } of cases([])) {
    if (writeTimeout === 0) continue;
    assert.ok(handlerTime >= 2 * writeTimeout || writeTimeout >= handlerTime + 5000, `${writeTimeout}`);
  }
});

test("every recorded case of silent-eof agrees with itself", () => {
  for (const result of recording.cases) checkResult(result);
});

function checkResult({ knobs, calls, client, header, sha256, end, log }: SilentEofResult): void {
  const about = JSON.stringify(knobs);
  const { size, writeSize, flush } = knobs;

  const writes = calls.filter((c) => c.call === "write");
  const pieces = writeSize === 0 ? 1 : Math.max(1, Math.ceil(size / writeSize));
  assert.equal(
    writes.reduce((sum, c) => sum + c.times, 0),
    pieces,
    about,
  );
  assert.equal(calls.length - writes.length, flush ? 1 : 0, about);
  assert.equal(calls.at(-1)?.call, flush ? "flush" : "write", about);
  const taken = writes.reduce((sum, c) => sum + (c.n ?? Number.NaN) * c.times, 0);
  assert.ok(taken <= size, about);
  if (calls.every((c) => c.error === null)) assert.equal(taken, size, about);

  assert.equal(client.status === null, header === null, about);
  assert.equal(client.status === null, sha256 === null, about);
  if (header !== null) {
    assert.ok(header.startsWith("HTTP/1.1 200 OK\r\n") && header.endsWith("\r\n\r\n"), about);
    assert.ok(header.includes(fixedDate), about);
  }
  // Only a whole body has a sum that can be known from the knobs; in this lab no other came.
  if (sha256 !== null) {
    assert.equal(client.bytes, size, about);
    assert.equal(sha256, createHash("sha256").update(bodyOf(knobs)).digest("hex"), about);
  }
  assert.ok(["fin", "rst", "open"].includes(end), about);
  for (const text of [client.error, ...log, ...calls.map((c) => c.error)]) {
    assert.ok(text === null || !text.includes("127.0.0.1"), `${about}: an address in ${text}`);
  }
}

/** The body as the knobs describe it, written down a second time. */
function bodyOf({ size, body, seed }: SilentEofKnobs): Uint8Array {
  if (body === "text") return Uint8Array.from({ length: size }, (_, i) => 97 + (i % 26));
  let x = seed === 0 ? 1 : seed;
  return Uint8Array.from({ length: size }, () => {
    x = (x ^ (x << 13)) >>> 0;
    x = (x ^ (x >>> 17)) >>> 0;
    x = (x ^ (x << 5)) >>> 0;
    return x & 0xff;
  });
}
