/**
 * From an error text to the failure modes that produce it. Addresses, ports, times and quotes do not count.
 *
 * @module
 */

import type { Phrasebook, PhrasebookClient } from "../../compare/phrasebook.ts";
import { wordsOf } from "../find/words.ts";
import { isTypo } from "../nearest.ts";

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

/** What is less near than this share of the nearest is left out. */
const near = 0.8;

/** A stretch of words worth less than this is no phrase: it stands in too many texts. */
const leastPhrase = 2;

/** A phrase as words. */
interface Entry {
  readonly mode: BookMode;
  readonly client: PhrasebookClient;
  readonly error: string;
  readonly roots: readonly string[];
  /** Those of what stands between its colons: the error, and its causes. */
  readonly parts: readonly (readonly string[])[];
}

/** The modes that produce a text, or lines of it, the nearest first. */
export function matchPhrase(book: Phrasebook, text: string): FoundMode[] {
  const entries = entriesOf(book);
  const worth = worthOf(entries);
  const known = [...new Set(entries.flatMap(({ roots }) => roots))];
  const lines = text.split(/[\r\n]+/).map((line) => rootsOf(line).map((root) => meant(root, known)));
  const scored = entries
    .map((entry) => ({ entry, score: Math.max(...lines.map((line) => nearness(line, entry, worth))) }))
    .filter(({ score }) => score >= enough)
    .sort((a, b) => b.score - a.score);
  const best = scored[0]?.score ?? 0;
  const found = new Map<BookMode, FoundMode>();
  for (const { entry, score } of scored) {
    if (score < near * best) break;
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
      return error === null ? [] : [{ mode, client, error, roots: rootsOf(error), parts: partsOf(error) }];
    }),
  );
}

function rootsOf(text: string): string[] {
  return wordsOf(text).map(({ root }) => root);
}

/** A code in brackets at the end was put there by us. */
function partsOf(error: string): string[][] {
  const parts = error.replace(/ \([A-Z_]+\)$/, "").split(": ");
  return parts.map(rootsOf).filter(({ length }) => length > 1);
}

/** The phrasebook's word for one that is mistyped. */
function meant(root: string, known: readonly string[]): string {
  return known.includes(root) ? root : (known.find((word) => isTypo(root, word)) ?? root);
}

/** How much a word tells: the fewer different phrases have it, the more. One that none has counts like one of a few. */
function worthOf(entries: readonly Entry[]): (root: string) => number {
  const phrases = new Map(entries.map(({ roots }) => [roots.join(" "), new Set(roots)]));
  const counts = new Map<string, number>();
  for (const roots of phrases.values()) {
    for (const root of roots) counts.set(root, (counts.get(root) ?? 0) + 1);
  }
  return (root) => Math.log(1 + phrases.size / (counts.get(root) ?? 3));
}

/** Of a phrase, so much must stand in a text that has its parts, with other words between them. */
const mostOfIt = 0.6;

/**
 * How near a text is to a phrase: by the share of words that both have; more if the one stands in the other in one
 * stretch, or if the text has the phrase's parts, as a log does that prints an error and its causes apart.
 */
function nearness(text: readonly string[], { roots, parts }: Entry, worth: (root: string) => number): number {
  if (text.length === 0 || roots.length === 0) return 0;
  const sum = (of: Iterable<string>): number => [...of].reduce((all, root) => all + worth(root), 0);
  const [asked, said] = [new Set(text), new Set(roots)];
  const share = sum([...asked].filter((root) => said.has(root))) / sum(new Set([...asked, ...said]));
  const [short, long] = text.length < roots.length ? [text, roots] : [roots, text];
  if (hasIn(long, short) && sum(short) >= leastPhrase) return 0.8 + share / 5;
  const covered = sum(new Set(parts.filter((part) => hasIn(text, part)).flat())) / sum(said);
  return covered >= mostOfIt ? Math.max(share, 0.6 + covered / 5) : share;
}

/** Whether words stand among others, in their order and with none between. */
function hasIn(all: readonly string[], some: readonly string[]): boolean {
  return ` ${all.join(" ")} `.includes(` ${some.join(" ")} `);
}
