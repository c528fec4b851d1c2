/**
 * What the labs say of themselves, ready to be searched.
 *
 * @module
 */

import type { Lab } from "../../lab/lab.ts";
import { isNumber, type Word, wordsOf } from "./words.ts";

/** Where a text of a lab stands. */
export type Source = "searchedAs" | "symptom" | "title" | "id" | "incident" | "prevent";

/** How much a word counts that stands there. */
const weightOf: Readonly<Record<Source, number>> = {
  searchedAs: 1,
  symptom: 1,
  title: 0.8,
  id: 1,
  incident: 0.5,
  prevent: 0.3,
};

/** A text of a lab: a phrase by which it is searched for, its symptom, its title, ... */
export interface Entry {
  readonly text: string;
  readonly from: Source;
  /** The roots of its words. */
  readonly roots: readonly string[];
  /** How much a word counts that stands here, at most 1. */
  readonly weight: number;
}

/** Where a root stands: in which entry, and as which of its words. */
export interface Place {
  readonly entry: Entry;
  readonly at: number;
}

/** A lab with its texts. */
export interface Page {
  readonly lab: Lab;
  readonly places: ReadonlyMap<string, readonly Place[]>;
  /** For each root, the weight of the best entry that has it. */
  readonly weights: ReadonlyMap<string, number>;
}

/** All labs, and what their words are worth. */
export interface Pages {
  readonly pages: readonly Page[];
  /** For each root, how much it tells: the fewer labs have it, the more. */
  readonly worth: ReadonlyMap<string, number>;
}

/** Reads the labs. */
export function readPages(labs: readonly Lab[]): Pages {
  const pages = labs.map((lab): Page => {
    const places = new Map<string, Place[]>();
    const weights = new Map<string, number>();
    for (const entry of entriesOf(lab)) {
      for (const [at, root] of entry.roots.entries()) {
        places.set(root, [...(places.get(root) ?? []), { entry, at }]);
        weights.set(root, Math.max(weights.get(root) ?? 0, entry.weight));
      }
    }
    return { lab, places, weights };
  });
  const having = new Map<string, number>();
  for (const { weights } of pages) {
    for (const root of weights.keys()) having.set(root, (having.get(root) ?? 0) + 1);
  }
  const worth = new Map([...having].map(([root, n]) => [root, Math.log(1 + pages.length / n)]));
  return { pages, worth };
}

function entriesOf({ id, title, symptom, searchedAs, incident, prevent }: Lab): Entry[] {
  return [
    ...searchedAs.map((text) => entry("searchedAs", text)),
    entry("symptom", symptom),
    entry("title", title),
    entry("id", id),
    entry("id", incident.id),
    entry("incident", incident.what),
    ...Object.values(prevent).map((text) => entry("prevent", text)),
  ];
}

function entry(from: Source, text: string): Entry {
  // A number in what is told is one case's, or an example.
  const counts = (word: Word): boolean => !isNumber(word) || (from !== "incident" && from !== "prevent");
  const roots = wordsOf(text)
    .filter(counts)
    .map(({ root }) => root);
  return { text, from, weight: weightOf[from], roots };
}
