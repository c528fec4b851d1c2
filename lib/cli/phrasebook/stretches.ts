/**
 * What two texts have in common.
 *
 * @module
 */

import { isCode } from "./phrase_words.ts";

/** Of a stretch there are at least so many words: a single one stands in too many texts, but for a code. */
const least = 2;

/** The words of all stretches, the longest first, that stand in both texts in the same order and with none between. */
export function stretches(a: readonly string[], b: readonly string[]): string[] {
  const longest = longestStretch(a, b);
  if (longest === null) return [];
  const { inA, inB, length } = longest;
  return [
    ...stretches(a.slice(0, inA), b.slice(0, inB)),
    ...a.slice(inA, inA + length),
    ...stretches(a.slice(inA + length), b.slice(inB + length)),
  ];
}

/** Where the longest one begins; `null` if there is none. */
function longestStretch(
  a: readonly string[],
  b: readonly string[],
): { inA: number; inB: number; length: number } | null {
  let best: { inA: number; inB: number; length: number } | null = null;
  for (let inA = 0; inA < a.length; inA++) {
    for (let inB = 0; inB < b.length; inB++) {
      let length = 0;
      while (inA + length < a.length && a[inA + length] === b[inB + length]) length++;
      const tells = length >= least || (length === 1 && isCode(a[inA] ?? ""));
      if (tells && length > (best?.length ?? 0)) best = { inA, inB, length };
    }
  }
  return best;
}
