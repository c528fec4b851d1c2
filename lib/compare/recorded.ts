/**
 * The comparison that was recorded, and is in labs/comparison.json.
 *
 * @module
 */

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { projectFolder } from "../workshop/sources.ts";
import { cellName } from "./cell.ts";
import type { Report } from "./report.ts";

/** What a reason has in it that is not of the present run. */
const earlier = "in an earlier run, ";

/**
 * The cells that wavered when they were recorded, many times each, or before: a few runs may well come to the same by chance.
 *
 * @returns in what they did, by {@link cellName}; empty where nothing was recorded
 */
export async function recordedWavering(): Promise<ReadonlyMap<string, readonly string[]>> {
  const text = await readFile(join(projectFolder, "labs", "comparison.json"), "utf8").catch(() => null);
  if (text === null) return new Map();
  const { labs } = JSON.parse(text) as Report;
  const wavering = new Map<string, readonly string[]>();
  for (const { id, servers, clients } of labs) {
    for (const { target, verdict, because } of servers) {
      if (verdict === "wavering") wavering.set(cellName(id, "server", target), because.map(asEarlier));
    }
    for (const { target, words, because } of clients) {
      if (words === null || because === null) continue;
      wavering.set(cellName(id, "client", target), [asEarlier(because)]);
    }
  }
  return wavering;
}

function asEarlier(why: string): string {
  return why.includes(earlier) ? why : earlier + why;
}
