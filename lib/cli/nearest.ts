/**
 * Finds what somebody meant.
 *
 * @module
 */

import { distance } from "fastest-levenshtein";

/** The name that is nearest to what was written, if it is near at all: half of the longer one's letters may be wrong. */
export function nearest(written: string, names: readonly string[]): string | undefined {
  if (written === "") return undefined;
  const word = written.toLowerCase();
  const ranked = names
    .map((name) => ({
      name,
      by: name.includes(written) ? 0 : hasSwap(word, name) ? 1 : distance(word, name),
    }))
    .filter(({ name, by }) => by <= Math.floor(Math.max(written.length, name.length) / 2))
    .sort((a, b) => a.by - b.by);
  return ranked[0]?.name;
}

/**
 * Whether a word is another one with a letter too many, too few, wrong, or two that have changed places; in a long word
 * two such. The first letter is hardly ever wrong, and a short word is too easily another one.
 */
export function isTypo(written: string, word: string): boolean {
  const allowed = written.length >= 8 ? 2 : 1;
  if (written.length < 5 || written[0] !== word[0]) return false;
  if (Math.abs(written.length - word.length) > allowed) return false;
  return distance(written, word) <= allowed || hasSwap(written, word);
}

/** Whether two letters side by side have changed places, and nothing else is different. */
function hasSwap(written: string, word: string): boolean {
  if (written.length !== word.length) return false;
  const at = [...written].findIndex((letter, i) => letter !== word[i]);
  const swapped = `${written.slice(0, at)}${written[at + 1] ?? ""}${written[at] ?? ""}${written.slice(at + 2)}`;
  return at >= 0 && swapped === word;
}
