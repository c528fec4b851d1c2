/**
 * Lines of the stepper's screen, filled and broken.
 *
 * @module
 */

import { printable } from "../../ladder/printable.ts";
import type { Paint } from "../../ladder/style.ts";
import { wrap } from "../../ladder/wrap.ts";
import { widthOf } from "../screen/cut.ts";

/** A short text that stays together, and its colour. */
export interface Piece {
  readonly text: string;
  readonly paint: Paint;
}

/** Puts pieces side by side, as many on a line as fit; one that is wider than the screen is broken. */
export function flow(pieces: readonly Piece[], separator: string, columns: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const { text, paint } of pieces) {
    const [first = "", ...more] = wrap(printable(text), columns).map((part) => paint(part));
    const fits = widthOf(line) + separator.length + widthOf(first) <= columns;
    if (line !== "" && fits && more.length === 0) {
      line += separator + first;
      continue;
    }
    if (line !== "") lines.push(line);
    lines.push(...[first, ...more].slice(0, -1));
    line = more.at(-1) ?? first;
  }
  return line === "" ? lines : [...lines, line];
}

/** A text behind its label; further lines stand below it. */
export function labelled(label: string, text: string, columns: number): string[] {
  const lines = wrap(printable(text), columns - label.length);
  return lines.map((line, i) => `${i === 0 ? label : " ".repeat(label.length)}${line}`);
}

/** A part of a long text; how much there is below it is said. */
export function scrolled(lines: readonly string[], top: number, rows: number, dim: Paint): string[] {
  const from = Math.max(0, Math.min(top, lines.length - rows));
  const left = lines.length - from - rows;
  if (left <= 0) return lines.slice(from, from + rows);
  return [...lines.slice(from, from + rows - 1), dim(`(${left + 1} more lines: down, page down)`)];
}
