/**
 * Which labs explain a symptom: by the words that it has in common with what the labs say of themselves, and most of
 * all by whole phrases. Nothing in it is random, and it learns nothing: the same text finds the same labs.
 *
 * @module
 */

import type { Lab } from "../../lab/lab.ts";
import { type Asked, ask } from "./ask.ts";
import type { Entry, Page, Pages, Source } from "./pages.ts";
import { type Word, wordsOf } from "./words.ts";

/** A lab that was found. */
export interface Found {
  readonly lab: Lab;
  /** How well it fits; only to be compared with others of the same search. */
  readonly score: number;
  /** What the lab says that stands in the text, or that the text stands in: `empty reply from server`. */
  readonly phrase: { readonly text: string; readonly from: Source } | null;
  /** The words of the text that the lab has too, those first that tell most. */
  readonly words: readonly string[];
}

/** Of what is asked, by what its words are worth, a lab must have so much... */
const enough = 0.4;

/** ...or one of its phrases, or a stretch of words worth so much, as a long line of a log has it. */
const longStretch = 5;

/** A whole phrase counts so many times what its words are worth: one that is all of the text, and one that is not. */
const asAll = 4;
const asPhrase = 3;

/** What fits less than this, of how the best one fits, is left out. */
const near = 0.2;

/** Of a long log so many different lines are looked at. */
const mostLines = 2000;

/**
 * The labs that explain a text, best first: a few words, an error text, a line of a log, or several lines. Each line is
 * looked at alone as well as all of them together, and the better one counts.
 */
export function find(pages: Pages, text: string): Found[] {
  const best = new Map<Lab, Found>();
  for (const part of partsOf(text)) {
    for (const found of findOne(pages, part)) {
      if (found.score > (best.get(found.lab)?.score ?? 0)) best.set(found.lab, found);
    }
  }
  const ranked = [...best.values()].sort((a, b) => b.score - a.score || a.lab.number - b.lab.number);
  return ranked.filter(({ score }) => score >= near * (ranked[0]?.score ?? 0));
}

/** All of the text, and its lines; those of a log that differ in nothing but times and addresses are one. */
function partsOf(text: string): (readonly Word[])[] {
  const parts = new Map<string, readonly Word[]>();
  for (const line of [text, ...text.split(/[\r\n]+/)]) {
    if (parts.size > mostLines) break;
    const words = wordsOf(line);
    if (words.length > 0) parts.set(words.map(({ root }) => root).join(" "), words);
  }
  return [...parts.values()];
}

function findOne(all: Pages, words: readonly Word[]): Found[] {
  const asked = ask(all, words);
  const unlike = [...new Map(asked.map((a) => [a.root ?? a.written, a])).values()];
  const whole = sum(unlike, ({ worth }) => worth);
  return all.pages.flatMap((page): Found[] => {
    const weight = ({ root }: Asked): number => (root === null ? 0 : (page.weights.get(root) ?? 0));
    const common = unlike.filter((a) => weight(a) > 0).sort((a, b) => b.worth - a.worth);
    // What stands in an advice alone is half a word: by one, nobody would search for the lab.
    const share = sum(common, (a) => a.worth * Math.sqrt(weight(a))) / whole;
    const stretch = bestStretch(page, asked);
    if (common.length === 0 || (share < enough && !stretch.isPhrase && stretch.worth < longStretch))
      return [];
    const byWords = sum(common, (a) => a.worth * weight(a)) * share;
    return [
      {
        lab: page.lab,
        score: byWords + stretch.worth,
        phrase: stretch.isPhrase ? { text: stretch.text, from: stretch.from } : null,
        words: [...new Set(common.map(({ written }) => written))],
      },
    ];
  });
}

function sum<T>(of: readonly T[], value: (one: T) => number): number {
  return of.reduce((before, one) => before + value(one), 0);
}

/** Words that stand in the text and in an entry of a lab, in the same order and with none between. */
interface Stretch {
  /** The entry. */
  readonly text: string;
  readonly from: Source;
  readonly worth: number;
  /** Whether they are all of the entry, or all of the text. */
  readonly isPhrase: boolean;
}

function bestStretch({ places }: Page, asked: readonly Asked[]): Stretch {
  let best: Stretch = { text: "", from: "id", worth: 0, isPhrase: false };
  for (const [from, { root }] of asked.entries()) {
    for (const { entry, at } of places.get(root ?? "") ?? []) {
      const found = stretchAt(entry, at, asked, from);
      if (found !== null && found.worth > best.worth) best = found;
    }
  }
  return best;
}

/** One word is no stretch, unless it is all of the entry. */
function stretchAt(
  { text, from: source, roots, weight }: Entry,
  at: number,
  asked: readonly Asked[],
  from: number,
): Stretch | null {
  let length = 0;
  let worth = 0;
  for (;;) {
    const next = asked[from + length];
    if (next === undefined || next.root === null || next.root !== roots[at + length]) break;
    worth += next.worth * weight;
    length++;
  }
  const [isEntry, isText] = [length > 0 && length === roots.length, length > 1 && length === asked.length];
  const isPhrase = isEntry || isText;
  if (length < 2 && !isPhrase) return null;
  const times = isEntry && isText ? asAll : isPhrase ? asPhrase : 1;
  return { text, from: source, worth: worth * times, isPhrase };
}
