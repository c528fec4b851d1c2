/**
 * Finds what somebody meant.
 *
 * @module
 */

import { distance } from "fastest-levenshtein";

/** The name that is nearest to what was written, if it is near at all. */
export function nearest(written: string, names: readonly string[]): string | undefined {
  const far = Math.max(2, Math.ceil(written.length / 2));
  const ranked = names
    .map((name) => ({ name, by: name.includes(written) ? 0 : distance(written.toLowerCase(), name) }))
    .filter(({ by }) => by <= far)
    .sort((a, b) => a.by - b.by);
  return ranked[0]?.name;
}
