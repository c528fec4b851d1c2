/**
 * From an error text to the failure modes that produce it. Addresses, ports, times, amounts and quotes do not count.
 *
 * @module
 */

import type { Phrasebook, PhrasebookClient } from "../../compare/phrasebook.ts";
import { isTypo } from "../nearest.ts";
import { beginnings, phraseWords } from "./phrase_words.ts";
import { stretches } from "./stretches.ts";

/** A mode of the phrasebook. */
export type BookMode = Phrasebook["modes"][number];

/** A mode that was found. */
export interface FoundMode {
  readonly mode: BookMode;
  /** How near its words are, at most 1. */
  readonly score: number;
  /** The clients that use these words for it, the nearest first. */
  readonly clients: readonly { readonly client: PhrasebookClient; readonly error: string }[];
}

/** What is less near than this was not meant. */
const enough = 0.5;

/** What is less near than this share of the nearest is left out; beside a client's very words, nearly all is. */
const near = { usually: 0.8, besideTheSame: 0.97 } as const;

/** A stretch of words worth less than this is no phrase: it stands in too many texts. */
const leastPhrase = 2;

/** Of a phrase or of a text, stretches that both have must be so much. */
const mostOfIt = { phrase: 0.45, text: 0.5 } as const;

/** A phrase as words. */
interface Entry {
  readonly mode: BookMode;
  readonly client: PhrasebookClient;
  readonly error: string;
  readonly roots: readonly string[];
  /** Without the code behind it, which was put there by us. */
  readonly bare: readonly string[];
}

/** A line of what is looked up. */
interface Line {
  readonly words: readonly string[];
  /** Those at which an error's text may begin. */
  readonly begin: ReadonlySet<string>;
}

/** How much words tell. */
type Worth = (roots: Iterable<string>) => number;

/** The modes that produce a text, or lines of it, the nearest first. */
export function matchPhrase(book: Phrasebook, text: string): FoundMode[] {
  const entries = entriesOf(book);
  const worth = worthOf(entries);
  const known = [...new Set(entries.flatMap(({ roots }) => roots))];
  const lines = text
    .split(/[\r\n]+/)
    .map((line) => ({ words: phraseWords(line).map((root) => meant(root, known)), begin: beginnings(line) }))
    .filter(({ words }) => words.length > 0);
  const scored = entries
    .map((entry) => ({ entry, score: Math.max(0, ...lines.map((line) => nearness(line, entry, worth))) }))
    .filter(({ score }) => score >= enough)
    .sort((a, b) => b.score - a.score);
  const best = scored[0]?.score ?? 0;
  const least = best * (best === 1 ? near.besideTheSame : near.usually);
  const found = new Map<BookMode, FoundMode>();
  for (const { entry, score } of scored) {
    if (score < least) break;
    const { mode, client, error } = entry;
    const before = found.get(mode) ?? { mode, score, clients: [] };
    found.set(mode, { ...before, clients: [...before.clients, { client, error }] });
  }
  return [...found.values()];
}

function entriesOf({ clients, modes }: Phrasebook): Entry[] {
  return modes.flatMap((mode) =>
    clients.flatMap((client): Entry[] => {
      const error = mode.said[client.id]?.error ?? null;
      if (error === null) return [];
      const bare = phraseWords(error.replace(/ \([A-Z_]+\)$/, ""));
      return [{ mode, client, error, roots: phraseWords(error), bare }];
    }),
  );
}

/** The phrasebook's word for one that is mistyped. */
function meant(root: string, known: readonly string[]): string {
  return known.includes(root) ? root : (known.find((word) => isTypo(root, word)) ?? root);
}

/** What a library says around any error: it tells little of which one it is. */
const wrappers = new Set(
  phraseWords(
    "fetch failed error sending request client error urllib URLError urlopen parse net/http dial tcp read errno",
  ),
);
const wrapperShare = 0.1;

/** The fewer different phrases have a word, the more it tells. One that none has counts like one of a few. */
function worthOf(entries: readonly Entry[]): Worth {
  const phrases = new Map(entries.map(({ roots }) => [roots.join(" "), new Set(roots)]));
  const counts = new Map<string, number>();
  for (const roots of phrases.values()) {
    for (const root of roots) counts.set(root, (counts.get(root) ?? 0) + 1);
  }
  const one = (root: string): number =>
    Math.log(1 + phrases.size / (counts.get(root) ?? 3)) * (wrappers.has(root) ? wrapperShare : 1);
  return (roots) => [...roots].reduce((sum, root) => sum + one(root), 0);
}

/**
 * How near a text is to a phrase, from 0 to 1: the same words; or the one stands in the other in one stretch; or they have
 * stretches of words in common, as a log has that prints an error and its causes apart; or they share words.
 */
function nearness({ words: text, begin }: Line, { roots, bare }: Entry, worth: Worth): number {
  if (roots.length === 0) return 0;
  if (isSame(text, roots) || isSame(text, bare)) return 1;
  const [asked, said] = [new Set(text), new Set(roots)];
  const share = worth([...asked].filter((root) => said.has(root))) / worth(new Set([...asked, ...said]));
  // A phrase of one word (EOF, terminated) is a word like any other in the middle of a sentence.
  const [only = "", second] = bare;
  const stands = second === undefined ? begin.has(only) : hasIn(text, bare);
  if (stands && worth(bare) >= leastPhrase) return 0.8 + share / 5;
  const isPhrase = text.length > 1 || worth(text) >= leastPhrase;
  if (hasIn(roots, text) && isPhrase) return 0.8 + share / 5;
  const common = stretches(text, roots);
  const told = worth(common);
  const [ofPhrase, ofText] = [told / worth(roots), told / worth(text)];
  const isMost = ofPhrase >= mostOfIt.phrase || ofText >= mostOfIt.text;
  if (common.length > 0 && told >= leastPhrase && isMost) return 0.5 + (ofPhrase + ofText) / 7;
  return share;
}

function isSame(a: readonly string[], b: readonly string[]): boolean {
  return a.join(" ") === b.join(" ");
}

/** Whether words stand among others, in their order and with none between. */
function hasIn(all: readonly string[], some: readonly string[]): boolean {
  return ` ${all.join(" ")} `.includes(` ${some.join(" ")} `);
}
