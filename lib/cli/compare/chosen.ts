/**
 * Which servers or clients are meant by their ids, with commas between them.
 *
 * @module
 */

import { UsageError } from "../exit.ts";
import { nearest } from "../nearest.ts";

/** @param written absent for all of them, `none` for none @throws UsageError with the nearest id */
export function chosen<T extends { readonly id: string }>(
  what: string,
  all: readonly T[],
  written: string | undefined,
): T[] {
  if (written === undefined) return [...all];
  if (written === "none") return [];
  const ids = new Set(written.split(",").map((id) => id.trim()));
  return [...ids].map((id) => {
    const found = all.find((one) => one.id === id);
    if (found !== undefined) return found;
    const known = all.map((one) => one.id);
    const meant = nearest(id, known);
    throw new UsageError(
      `unknown ${what} ${id === "" ? '""' : id}: ${meant === undefined ? `want ${known.join(", ")}` : `did you mean ${meant}?`}`,
    );
  });
}
