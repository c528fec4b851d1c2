/**
 * What the words of a text are among the words of the labs: also those that are mistyped, or written as one.
 *
 * @module
 */

import { isTypo } from "../nearest.ts";
import type { Pages } from "./pages.ts";
import { asLabsSay, isNumber, rootOf, type Word } from "./words.ts";

/** A word that is looked for. */
export interface Asked {
  /** As it stands in the text. */
  readonly written: string;
  /** The labs' word for it, without its ending; `null` when no lab has one. */
  readonly root: string | null;
  /** How much it tells. */
  readonly worth: number;
}

/** A word that was mistyped is worth so much of the right one. */
const mistyped = 0.6;

/** Looks the words up. Numbers that no lab names are left out. */
export function ask(pages: Pages, words: readonly Word[]): Asked[] {
  const right = [...pages.worth.keys(), ...asLabsSay.keys()];
  // A log has the same words again and again.
  const before = new Map<string, Asked[]>();
  return words.flatMap((word) => {
    const key = `${word.written} ${word.root}`;
    const asked = before.get(key) ?? askOne(pages, word, right);
    before.set(key, asked);
    return asked;
  });
}

function askOne({ pages, worth }: Pages, word: Word, right: readonly string[]): Asked[] {
  const known = (root: string): boolean => worth.has(root);
  const asked = (root: string, sure: number): Asked => ({
    written: word.written,
    root,
    worth: (worth.get(root) ?? 0) * sure,
  });
  if (known(word.root)) return [asked(word.root, 1)];
  if (isNumber(word)) return [];
  const parts = split(word.written, known);
  if (parts !== null) return parts.map((root) => asked(root, 1));
  const meant = typoOf(word, right);
  if (meant !== undefined) {
    const roots = known(meant) ? [meant] : (asLabsSay.get(meant) ?? []).map(rootOf).filter(known);
    return roots.map((root) => asked(root, mistyped));
  }
  // No lab has it: it tells what a word does that one lab in two has, and speaks against all of them.
  return [{ written: word.written, root: null, worth: Math.log(1 + pages.length / 2) }];
}

/** The right word for a mistyped one. */
function typoOf({ written, root }: Word, right: readonly string[]): string | undefined {
  return right.find((word) => isTypo(root, word) || isTypo(written, word));
}

/** The roots of the words of which one is made: `readtimeout`. */
function split(written: string, known: (root: string) => boolean): string[] | null {
  for (let i = 3; i <= written.length - 3; i++) {
    const [first, rest] = [rootOf(written.slice(0, i)), written.slice(i)];
    if (!known(first)) continue;
    const others = known(rootOf(rest)) ? [rootOf(rest)] : split(rest, known);
    if (others !== null) return [first, ...others];
  }
  return null;
}
