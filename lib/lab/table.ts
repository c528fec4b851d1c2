/**
 * A table of runs: a lab at several settings, each a row, and what came of it side by side.
 *
 * @module
 */

import type { TransportName } from "../net/platform.ts";
import type { KnobValue, Recording } from "../trace/recording.ts";
import type { KnobSpecs, KnobValues } from "./knob.ts";
import type { Lab } from "./lab.ts";
import { runLab } from "./run.ts";

/** What of a lab is put side by side. */
export interface Table {
  /** What the rows are, in half a line. */
  readonly caption: string;
  /** The settings, in their order; the other knobs are as they are. */
  readonly rows: readonly { readonly title: string; readonly set: Readonly<Record<string, KnobValue>> }[];
  /** The titles of the columns, which may depend on where the run was made. */
  readonly columns: (recording: Recording) => readonly string[];
  /** What came of a run, a cell for each column. */
  readonly cells: (recording: Recording) => readonly string[];
}

/** A table that has been filled. */
export interface Tabled {
  readonly columns: readonly string[];
  /** `current`: the row has the very knobs that were given. */
  readonly rows: readonly {
    readonly title: string;
    readonly cells: readonly string[];
    readonly current: boolean;
  }[];
}

export interface TableOptions {
  /** What carries the bytes; the runtime's own unless set. */
  readonly transport?: TransportName;
  /** Aborted, it ends. */
  readonly signal?: AbortSignal;
}

/**
 * Makes each run of a table, one after the other on the virtual clock.
 *
 * @param knobs the lab's knobs; each row sets some of them
 * @throws EoflabError as `runLab`
 */
export async function tableLab<S extends KnobSpecs>(
  lab: Lab<S>,
  table: Table,
  knobs: KnobValues<S>,
  options: TableOptions = {},
): Promise<Tabled> {
  const given = knobs as Readonly<Record<string, KnobValue>>;
  let columns: readonly string[] = [];
  const rows: Tabled["rows"][number][] = [];
  for (const { title, set } of table.rows) {
    const clock = { mode: "virtual", speed: 1 } as const;
    const recording = await runLab(lab, { ...options, knobs: { ...knobs, ...set }, clock });
    columns = table.columns(recording);
    const current = Object.entries(set).every(([name, value]) => given[name] === value);
    rows.push({ title, cells: table.cells(recording), current });
  }
  return { columns, rows };
}
