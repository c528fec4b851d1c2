/**
 * Records labs from real Go. `npm run record:go` records all of them; arguments name the folders of some:
 * `npm run record:go -- 01_silent_eof`. What Go does has not changed as long as git shows no difference.
 *
 * A lab that is recorded has a cases.ts (see {@link GoCases}), and its counterpart in labs/reference.
 *
 * @module
 */

import { realpathSync } from "node:fs";
import { rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import process from "node:process";
import { pathToFileURL } from "node:url";
import { EoflabError } from "../errors.ts";
import type { Recording } from "../trace/recording.ts";
import {
  type GoRecording,
  type GoReference,
  type GoSweep,
  type GoSweepResult,
  labsFolder,
  recordedLabs,
  withGoReference,
} from "./go.ts";

/** What a lab's cases.ts exports. */
export interface GoCases {
  /** The lab's id, as labs/reference knows it. */
  readonly lab: string;
  /** Ranges in which boundaries are looked for. */
  sweeps(): readonly GoSweep[];
  /** The knobs of every case, given the boundaries that the sweeps found. */
  cases(boundaries: readonly number[]): readonly object[];
  /** What of a run of eoflab is compared with a case of Go: the same object, but for its knobs. */
  outcome(recording: Recording): object;
  /**
   * What of a recorded case that is, where JavaScript cannot do what Go does; all of it unless given.
   *
   * @param run the run that is compared with it, which says on what it ran
   */
  compared?(recorded: object, run: Recording): object;
  /**
   * Which recorded case a run is compared with whose transport cannot do what the knobs ask of it; its own unless given.
   *
   * @param transport `node` or `deno`
   */
  instead?(knobs: object, transport: string): object;
}

/** The cases of a lab: of the sources, or of dist/, as this file itself is. */
export async function goCases(folder: string): Promise<GoCases> {
  const extension = import.meta.url.endsWith(".ts") ? "ts" : "js";
  const module: GoCases = await import(
    new URL(`../../labs/${folder}/cases.${extension}`, import.meta.url).href
  );
  return module;
}

/** The boundaries of several sweeps together, in order. */
export function boundariesOf(sweeps: readonly GoSweepResult[]): number[] {
  return [...new Set(sweeps.flatMap((s) => s.boundaries))].sort((a, b) => a - b);
}

/** Runs the sweeps of a lab, and then the cases that follow from them. */
export async function recordGo(
  reference: GoReference,
  { lab, sweeps, cases }: GoCases,
): Promise<GoRecording<object>> {
  const swept: GoSweepResult[] = [];
  for (const sweep of sweeps()) swept.push(await reference.sweep(lab, sweep));
  const results = await reference.cases<object>(lab, cases(boundariesOf(swept)));
  return { go: reference.version, lab, sweeps: swept, cases: results };
}

/** A recording as go.json has it: a line for each sweep and each case, so that a diff shows which ones changed. */
export function formatGoRecording({ go, lab, sweeps, cases }: GoRecording<object>): string {
  const lines = (items: readonly object[]): string =>
    items.map((item) => `\n${JSON.stringify(item)}`).join(",");
  return `{
"go": ${JSON.stringify(go)},
"lab": ${JSON.stringify(lab)},
"sweeps": [${lines(sweeps)}
],
"cases": [${lines(cases)}
]
}
`;
}

/** The script: records and writes, and says what it found. */
async function main(wanted: readonly string[]): Promise<void> {
  const known = await recordedLabs();
  const unknown = wanted.find((folder) => !known.includes(folder));
  if (unknown !== undefined) {
    throw new EoflabError("INVALID_ARGUMENT", `no lab ${unknown} is recorded; there is: ${known.join(", ")}`);
  }
  await withGoReference(async (reference) => {
    for (const folder of wanted.length > 0 ? wanted : known) {
      const recording = await recordGo(reference, await goCases(folder));
      const file = join(labsFolder(), folder, "go.json");
      // In one step: whoever reads it meanwhile sees the old one or the new one.
      await writeFile(`${file}.new`, formatGoRecording(recording));
      await rename(`${file}.new`, file);
      const boundaries = boundariesOf(recording.sweeps).join(", ");
      console.log(
        `${folder}: ${recording.cases.length} cases from ${recording.go}; boundaries ${boundaries}`,
      );
    }
  });
}

const script = process.argv[1];
if (script !== undefined && pathToFileURL(realpathSync(script)).href === import.meta.url) {
  try {
    await main(process.argv.slice(2));
  } catch (err) {
    if (!(err instanceof EoflabError)) throw err;
    console.error(err.message);
    process.exitCode = 1;
  }
}
