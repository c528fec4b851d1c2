/**
 * Draws a knob against what comes of it: a bar with a shade for each outcome.
 *
 * @module
 */

import { type Palette, plain, type Symbols } from "./style.ts";
import { wrap } from "./wrap.ts";

/** What is drawn. */
export interface Plot {
  readonly knob: string;
  readonly from: number;
  readonly to: number;
  /** The values at which an outcome begins, in order, the first one at `from`. */
  readonly stretches: readonly { readonly from: number; readonly shape: string }[];
  /** The value that is marked, if it lies in the range. */
  readonly at: number;
}

export interface PlotOptions {
  readonly symbols: Symbols;
  readonly palette?: Palette;
  /** Columns; the bar is a little narrower. */
  readonly width: number;
}

/** What is to the left of the bar. */
const indent = "  ";

/**
 * Draws it: the bar, a scale, and for each outcome its shade, the values that have it, and what it is. An outcome has
 * a column at least, however few values it has.
 */
export function* drawPlot(plot: Plot, { symbols, palette = plain, width }: PlotOptions): Generator<string> {
  const columns = width - 2 * indent.length;
  const starts = startColumns(plot, columns);
  const bar = plot.stretches.map(({ from }, i) => {
    const end = starts[i + 1] ?? columns;
    return paint(palette, from, plot)(shade(symbols, i).repeat(Math.max(0, end - (starts[i] ?? end))));
  });
  yield `${indent}${bar.join("")}`;
  const [first, last] = [String(plot.from), String(plot.to)];
  yield palette.dim(`${indent}${first}${last.padStart(columns - first.length)}`);
  if (plot.at >= plot.from && plot.at <= plot.to) {
    const column = columnOf(plot, starts, columns);
    const label = ` ${plot.knob}=${plot.at}`;
    const marked =
      column + 1 + label.length <= columns
        ? `${" ".repeat(column)}${symbols.mark}${label}`
        : `${`${plot.knob}=${plot.at} `.padStart(column)}${symbols.mark}`;
    yield `${indent}${palette.accent(marked)}`;
  }
  for (const [i, { from, shape }] of plot.stretches.entries()) {
    const next = plot.stretches[i + 1];
    const range = describeRange(from, next === undefined ? plot.to : next.from - 1);
    const lines = wrap(`${range}: ${shape}`, width - indent.length - 2);
    for (const [n, line] of lines.entries()) {
      yield `${indent}${n === 0 ? paint(palette, from, plot)(shade(symbols, i)) : " "} ${line}`;
    }
  }
}

function describeRange(from: number, to: number): string {
  return from === to ? `${from}` : `${from} to ${to}`;
}

function shade({ shades }: Symbols, i: number): string {
  return shades[i % shades.length] ?? "";
}

/** The stretch in which the marked value lies stands out. */
function paint({ accent, dim }: Palette, from: number, { stretches, at }: Plot): (text: string) => string {
  return stretches.findLast((s) => s.from <= at)?.from === from ? accent : dim;
}

/** The column at which each stretch begins: where its value lies, or one after the one before, and with room for the rest. */
function startColumns({ from, to, stretches }: Plot, columns: number): number[] {
  const starts: number[] = [];
  for (const [i, stretch] of stretches.entries()) {
    const there = Math.round(((stretch.from - from) / Math.max(1, to - from)) * columns);
    const lowest = i === 0 ? 0 : (starts[i - 1] ?? 0) + 1;
    const highest = columns - (stretches.length - i);
    starts.push(Math.max(lowest, Math.min(there, highest)));
  }
  return starts;
}

/** The marked value's column, within its stretch. */
function columnOf({ from, to, stretches, at }: Plot, starts: readonly number[], columns: number): number {
  const i = stretches.findLastIndex((s) => s.from <= at);
  const there = Math.round(((at - from) / Math.max(1, to - from)) * columns);
  return Math.max(starts[i] ?? 0, Math.min(there, (starts[i + 1] ?? columns) - 1));
}
