/** Memory that is kept for later: enough for hundreds of requests at once, and not what a crowd of them took. */

import assert from "node:assert/strict";
import { giveBuffer, takeBuffer } from "../../lib/bufio/pool.ts";
import { giveBack, largestLoan, lend } from "../../lib/net/buffers.ts";
import { test } from "../fixtures/harness.ts";

const crowd = 2000;
const mebibyte = 1 << 20;

/** How many of a crowd's buffers there are again for the next crowd. */
function kept(take: () => Uint8Array, give: (buffer: Uint8Array) => void): number {
  const first = Array.from({ length: crowd }, take);
  for (const buffer of first) give(buffer);
  const known = new Set(first);
  const second = Array.from({ length: crowd }, take);
  return second.filter((buffer) => known.has(buffer)).length;
}

test("buffers are kept for hundreds of requests at once, and in all no more than seven megabytes", () => {
  const loans = [512, 4096, largestLoan].map((size) => ({ size, n: kept(() => lend(size), giveBack) }));
  const buffers = [2048, 4096].map((size) => ({ size, n: kept(() => takeBuffer(size), giveBuffer) }));
  const all = [...loans, ...buffers];
  for (const { size, n } of all.filter((one) => one.size < largestLoan)) {
    assert.ok(n >= 200, `${n} of ${size} bytes are kept`);
  }
  const bytes = all.reduce((sum, { size, n }) => sum + size * n, 0);
  assert.ok(bytes > 0 && bytes <= 7 * mebibyte, `${bytes} bytes are kept`);
});

test("what is larger than the largest loan is made for the one who asks, and not kept", () => {
  const size = largestLoan + 1;
  const buffer = lend(size);
  assert.equal(buffer.length, size);
  giveBack(buffer);
  assert.notEqual(lend(size), buffer);
});
