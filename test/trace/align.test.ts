import assert from "node:assert/strict";
import fc from "fast-check";
import { align } from "../../lib/trace/align.ts";
import { test } from "../fixtures/harness.ts";

/** How many elements two sequences have in common at most, by the textbook's table. */
function longestCommon(a: readonly number[], b: readonly number[]): number {
  let row = new Array<number>(b.length + 1).fill(0);
  for (const x of a) {
    const next = [0];
    for (const [j, y] of b.entries()) {
      next.push(x === y ? (row[j] ?? 0) + 1 : Math.max(row[j + 1] ?? 0, next[j] ?? 0));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}

/** Checks that a result is a way through both, and says how long it is. */
function lengthOf(a: readonly number[], b: readonly number[]): number {
  let [x, y, sum] = [0, 0, 0];
  for (const { left, right, length } of align(Int32Array.from(a), Int32Array.from(b))) {
    assert.ok(left >= x && right >= y && length > 0, "in order, and not overlapping");
    assert.deepEqual(a.slice(left, left + length), b.slice(right, right + length));
    assert.ok(left + length <= a.length && right + length <= b.length);
    [x, y, sum] = [left + length, right + length, sum + length];
  }
  return sum;
}

const sequence = fc.array(fc.nat({ max: 4 }), { maxLength: 40 });

test("align() finds as much in common as there is", () => {
  fc.assert(
    fc.property(sequence, sequence, (a, b) => {
      assert.equal(lengthOf(a, b), longestCommon(a, b));
    }),
    { numRuns: 2000 },
  );
});

test("align() is done in bounded time with 100,000 elements that differ throughout", () => {
  const numbers = (n: number, from: number): number[] => Array.from({ length: n }, (_, i) => from + i);
  assert.equal(lengthOf(numbers(100_000, 0), numbers(100_000, 1_000_000)), 0);
  assert.equal(lengthOf(numbers(100_000, 0), []), 0);
  const a = numbers(100_000, 0);
  assert.ok(lengthOf(a, a.toReversed()) >= 1);
});

test("align() of long sequences with thousands of differences is still a way through both", () => {
  const a = Array.from({ length: 20_000 }, (_, i) => (i * 7919) % 97);
  const b = a.flatMap((x, i) => (i % 3 === 0 ? [x, 1000] : i % 5 === 0 ? [] : [x]));
  assert.ok(lengthOf(a, b) > 10_000, `only ${lengthOf(a, b)} in common`);
});
