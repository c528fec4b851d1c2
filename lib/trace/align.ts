/**
 * Aligns two sequences: what both have in the same order, and what only one has (Myers, An O(ND) Difference Algorithm,
 * 1986).
 *
 * @module
 */

/** A stretch that both have, of `length`, which begins at `left` in the one and at `right` in the other. */
export interface Match {
  readonly left: number;
  readonly right: number;
  readonly length: number;
}

/**
 * How many differences are looked through before what has been found is taken. It bounds memory to its square, and
 * time to it times the length.
 */
const mostAtOnce = 512;

/**
 * What two sequences of numbers have in common, in order. While they differ in few places the result is as long as
 * can be; of two that differ throughout it may be shorter than that, and is there in bounded time.
 */
export function align(a: Int32Array, b: Int32Array): Match[] {
  // What only one of them has is in no match; without it there is far less to look through.
  const [inA, inB] = [placesOf(a, b), placesOf(b, a)];
  const [left, right] = [inA.map((i) => a[i] ?? 0), inB.map((i) => b[i] ?? 0)];
  const matches: Match[] = [];
  let [x, y] = [0, 0];
  while (x < left.length && y < right.length) {
    const { path, reached } = furthest(left.subarray(x), right.subarray(y));
    for (const match of path) {
      for (let n = 0; n < match.length; n++) {
        add(matches, inA[x + match.left + n] ?? 0, inB[y + match.right + n] ?? 0);
      }
    }
    x += reached[0];
    y += reached[1];
  }
  return matches;
}

/** Where in `a` those elements are that `b` has, too. */
function placesOf(a: Int32Array, b: Int32Array): Int32Array {
  const others = new Set(b);
  return Int32Array.from([...a.keys()].filter((i) => others.has(a[i] ?? 0)));
}

/** Adds a pair to the last stretch, if it goes on there. */
function add(matches: Match[], left: number, right: number): void {
  const last = matches.at(-1);
  const goesOn = last !== undefined && left === last.left + last.length && right === last.right + last.length;
  if (goesOn) matches[matches.length - 1] = { ...last, length: last.length + 1 };
  else matches.push({ left, right, length: 1 });
}

/** A way through the two from their starts: as few differences as can be, up to the end or to the most that are tried. */
function furthest(a: Int32Array, b: Int32Array): { path: Match[]; reached: readonly [number, number] } {
  /** For each number of differences d, how far each diagonal (left minus right: -d, 2 - d, ... d) came in `a`, or `nowhere`. */
  const rounds: Int32Array[] = [];
  for (let d = 0; ; d++) {
    const before = rounds.at(-1);
    const round = new Int32Array(d + 1);
    let best = { k: 0, x: 0, sum: -1 };
    for (let i = 0; i <= d; i++) {
      const k = 2 * i - d;
      const x = slide(a, b, Math.max(...entries(a, b, before, i, k)), k);
      round[i] = x;
      if (x !== nowhere && 2 * x - k > best.sum) best = { k, x, sum: 2 * x - k };
    }
    rounds.push(round);
    if (best.sum === a.length + b.length || d === mostAtOnce) {
      return { path: walkBack(a, b, rounds, best.k), reached: [best.x, best.x - best.k] };
    }
  }
}

/** What stands for a diagonal that is not reached within the two. */
const nowhere = -1;

/**
 * Where the i-th diagonal, k, is entered, in `a`: by a step over an element of `b` from the diagonal above it, or by one
 * over an element of `a` from the one below.
 */
function entries(
  a: Int32Array,
  b: Int32Array,
  before: Int32Array | undefined,
  i: number,
  k: number,
): readonly [above: number, below: number] {
  if (before === undefined) return [0, nowhere];
  const [above, below] = [before[i] ?? nowhere, before[i - 1] ?? nowhere];
  return [
    above !== nowhere && above - k <= b.length ? above : nowhere,
    below !== nowhere && below < a.length ? below + 1 : nowhere,
  ];
}

/** How far along a diagonal the two are the same. */
function slide(a: Int32Array, b: Int32Array, from: number, k: number): number {
  if (from === nowhere) return nowhere;
  let x = from;
  while (x < a.length && x - k < b.length && a[x] === b[x - k]) x++;
  return x;
}

/** The stretches on the way to where diagonal `k` came in the last round, in order. */
function walkBack(a: Int32Array, b: Int32Array, rounds: readonly Int32Array[], k: number): Match[] {
  const path: Match[] = [];
  let diagonal = k;
  for (let d = rounds.length - 1; d >= 0; d--) {
    const i = (diagonal + d) / 2;
    const [above, below] = entries(a, b, rounds[d - 1], i, diagonal);
    const from = Math.max(above, below);
    const length = (rounds[d]?.[i] ?? from) - from;
    if (length > 0) path.push({ left: from, right: from - diagonal, length });
    diagonal += below === from ? -1 : 1;
  }
  return path.reverse();
}
