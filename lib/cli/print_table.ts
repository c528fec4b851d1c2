/**
 * Prints a lab's table behind its run, where it has one.
 *
 * @module
 */

import type { Lab } from "../lab/lab.ts";
import { type TableOptions, tableLab } from "../lab/table.ts";
import { ascii, unicode } from "../ladder/style.ts";
import { drawTable } from "../ladder/table.ts";
import type { Recording } from "../trace/recording.ts";
import type { ShowArgs } from "./show.ts";
import { columns, palette, print, wantsColor } from "./terminal.ts";

/** Makes the runs of the table, on the virtual clock, and prints what came of them. */
export async function printTable(
  lab: Lab,
  { header }: Recording,
  options: TableOptions,
  args: ShowArgs,
): Promise<void> {
  if (lab.table === undefined) return;
  const table = await tableLab(lab, lab.table, header.knobs as never, options);
  const colors = palette(wantsColor(args.color));
  print();
  print(colors.bold(`${lab.table.caption} (${table.rows.length} runs)`));
  const style = { width: columns(), symbols: args.ascii ? ascii : unicode, palette: colors };
  for (const line of drawTable(table, style)) print(line);
}
