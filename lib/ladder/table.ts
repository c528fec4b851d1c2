/**
 * Draws a table for a terminal: a title for each row, and cells below the titles of the columns.
 *
 * @module
 */

import { type Palette, plain, type Symbols } from "./style.ts";
import { wrap } from "./wrap.ts";

/** What is drawn. */
export interface DrawnTable {
  readonly columns: readonly string[];
  readonly rows: readonly {
    readonly title: string;
    readonly cells: readonly string[];
    /** Whether the row is marked. */
    readonly current: boolean;
  }[];
}

export interface TableStyle {
  readonly symbols: Symbols;
  readonly palette?: Palette;
  /** Columns of the terminal. */
  readonly width: number;
}

/** Between two columns, and to the left of the first one, where the mark stands. */
const gap = 2;

/**
 * Draws it. The row titles get what they need, up to a third of the width; the columns share the rest, and a cell that
 * is longer than its share goes on below.
 */
export function* drawTable(
  { columns, rows }: DrawnTable,
  { symbols, palette = plain, width }: TableStyle,
): Generator<string> {
  const first = Math.min(Math.max(0, ...rows.map(({ title }) => title.length)), Math.floor(width / 3));
  const rest = width - gap - first - gap * columns.length;
  const share = Math.max(1, Math.floor(rest / Math.max(1, columns.length)));
  const widths = columns.map((title, i) =>
    Math.min(share, Math.max(title.length, ...rows.map(({ cells }) => cells[i]?.length ?? 0))),
  );
  const lines = (mark: string, title: string, cells: readonly string[]): string[] => {
    const wrapped = [wrap(title, first), ...widths.map((w, i) => wrap(cells[i] ?? "", w))];
    const height = Math.max(...wrapped.map(({ length }) => length));
    return Array.from({ length: height }, (_, n) => {
      const parts = wrapped.map((cell, i) => (cell[n] ?? "").padEnd(i === 0 ? first : (widths[i - 1] ?? 0)));
      return `${(n === 0 ? mark : "").padEnd(gap)}${parts.join(" ".repeat(gap))}`.trimEnd();
    });
  };
  for (const line of lines("", "", columns)) yield palette.dim(line);
  for (const { title, cells, current } of rows) {
    for (const line of lines(current ? symbols.mark : "", title, cells)) {
      yield current ? palette.accent(line) : line;
    }
  }
}
