/**
 * The rows as a table with Wireshark's columns.
 *
 * @module
 */

import { columns } from "./csv.ts";
import type { Row } from "./row.ts";

/** The columns are as wide as the longest field among so many rows; longer ones later shift their row. */
const measured = 500;

/** Numbers stand at the right of their column. */
const numeric: readonly number[] = [0, 1, 5];

/**
 * Line by line.
 *
 * @param width where lines are cut; `null`: nowhere
 * @param more what stands where something was cut
 */
export async function* drawRows(
  rows: AsyncIterable<Row>,
  width: number | null,
  more: string,
): AsyncGenerator<string> {
  let held: string[][] = [[...columns]];
  let widths: number[] | null = null;
  const draw = (cells: readonly string[], at: readonly number[]): string => {
    const text = cells
      .map((cell, i) =>
        i === 6 ? cell : numeric.includes(i) ? cell.padStart(at[i] ?? 0) : cell.padEnd(at[i] ?? 0),
      )
      .join("  ");
    return width !== null && text.length > width ? `${text.slice(0, width - more.length)}${more}` : text;
  };
  const widthsOf = (lines: readonly string[][]): number[] =>
    columns.map((_, i) => Math.max(...lines.map((cells) => cells[i]?.length ?? 0)));
  for await (const { number, seconds, source, destination, protocol, length, info } of rows) {
    const cells = [String(number), seconds, source, destination, protocol, String(length), info];
    if (widths !== null) {
      yield draw(cells, widths);
      continue;
    }
    held.push(cells);
    if (held.length <= measured) continue;
    widths = widthsOf(held);
    for (const line of held) yield draw(line, widths);
    held = [];
  }
  if (widths !== null) return;
  widths = widthsOf(held);
  for (const line of held) yield draw(line, widths);
}
