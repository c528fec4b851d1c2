/**
 * The query of a URL, decoded (Go's url.Values and ParseQuery).
 *
 * @module
 */

import { EoflabError } from "../errors.ts";
import { badUrl, unescapeUrl } from "./url_escape.ts";

/** Keys and their values. Unlike in a header, upper and lower case differ. */
export class Values implements Iterable<readonly [key: string, values: readonly string[]]> {
  /** The values of each key; grows by add. A Map, so that a peer's `__proto__` is a key like any other. */
  readonly #values = new Map<string, string[]>();

  /** The first value, `""` if there is none. */
  get(key: string): string {
    return this.#values.get(key)?.[0] ?? "";
  }

  /** All values, in the order in which they came. */
  getAll(key: string): readonly string[] {
    return this.#values.get(key) ?? [];
  }

  /** Whether there is a value, be it an empty one. */
  has(key: string): boolean {
    return this.#values.has(key);
  }

  /** Adds a value behind those of its key. */
  add(key: string, value: string): void {
    const values = this.#values.get(key);
    if (values === undefined) this.#values.set(key, [value]);
    else values.push(value);
  }

  /** How many keys there are. */
  get size(): number {
    return this.#values.size;
  }

  /** The keys with their values, in the order in which the keys first came. */
  [Symbol.iterator](): Iterator<readonly [string, readonly string[]]> {
    return this.#values.entries();
  }
}

/** A query may have as many pairs, and has no values at all if it has more (Go's urlmaxqueryparams). */
const maxPairs = 10_000;

/**
 * Reads `a=1&b=2` (Go's ParseQuery). A pair that is malformed is left out, and the others are kept: it throws
 * nothing.
 *
 * @param query without the `?`
 * @returns the values, and what was wrong (BAD_URL, with Go's words), if anything was
 */
export function parseQuery(query: string): { values: Values; error: EoflabError | null } {
  const values = new Values();
  const pairs = query.split("&", maxPairs + 1);
  if (pairs.length > maxPairs) {
    return { values, error: badUrl("number of URL query parameters exceeded limit") };
  }
  let error: EoflabError | null = null;
  for (const pair of pairs) {
    const equals = pair.indexOf("=");
    const [key, value] = equals === -1 ? [pair, ""] : [pair.slice(0, equals), pair.slice(equals + 1)];
    try {
      if (pair.includes(";")) throw badUrl("invalid semicolon separator in query");
      if (pair !== "") values.add(unescapeUrl(key, "query"), unescapeUrl(value, "query"));
    } catch (err) {
      if (!(err instanceof EoflabError)) throw err;
      // A semicolon is what is told of, whatever else was wrong before.
      error = pair.includes(";") ? err : (error ?? err);
    }
  }
  return { values, error };
}
