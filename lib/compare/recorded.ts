/**
 * The comparison that was recorded, and is in labs/comparison.json.
 *
 * @module
 */

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { projectFolder } from "../workshop/sources.ts";
import type { Report } from "./report.ts";

/**
 * The cells that wavered when they were recorded, many times each: a few runs may well come to the same by chance.
 *
 * @returns in what they did, by `lab/target`; empty where nothing was recorded
 */
export async function recordedWavering(): Promise<ReadonlyMap<string, readonly string[]>> {
  const text = await readFile(join(projectFolder, "labs", "comparison.json"), "utf8").catch(() => null);
  if (text === null) return new Map();
  const { labs } = JSON.parse(text) as Report;
  return new Map(
    labs.flatMap(({ id, servers }) =>
      servers
        .filter(({ verdict }) => verdict === "wavering")
        .map(({ target, because }) => [`${id}/${target}`, because] as const),
    ),
  );
}
