/**
 * The lab that somebody means.
 *
 * @module
 */

import { labs } from "../../labs/mod.ts";
import type { Lab } from "../lab/lab.ts";
import { UsageError } from "./exit.ts";
import { nearest } from "./nearest.ts";

/**
 * Finds a lab by its id or its number.
 *
 * @throws UsageError with the nearest id
 */
export function findLab(written: string): Lab {
  const found = labs.find((lab) => lab.id === written || String(lab.number) === written.replace(/^0+/, ""));
  if (found !== undefined) return found;
  const meant = nearest(
    written,
    labs.map((lab) => lab.id),
  );
  throw new UsageError(
    `unknown lab ${written}: ${meant === undefined ? "eoflab list shows all of them" : `did you mean ${meant}?`}`,
  );
}
