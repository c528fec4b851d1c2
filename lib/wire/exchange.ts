/**
 * The packets as arrows between two lanes, the client's and the server's.
 *
 * @module
 */

import { printable } from "../ladder/printable.ts";
import type { Palette, Symbols } from "../ladder/style.ts";
import { type Cut, wrap } from "../ladder/wrap.ts";
import { Explainer } from "./explain.ts";
import type { ReadRow } from "./read_rows.ts";
import { underHeading } from "./under_heading.ts";

export interface ExchangeStyle {
  readonly symbols: Symbols;
  readonly palette: Palette;
  /** Columns of the terminal. */
  readonly width: number;
  readonly cut: Cut;
}

/** Columns of the time, which may be wider, and of the arrow. */
const usualTimeWidth = 12;
const arrowWidth = 8;

/** Between the time and the arrow, and between the arrow and the text; what goes on below is further to the right. */
const beforeArrow = 3;
const beforeText = 2;
const indent = 2;

/**
 * Line by line. With an explanation below a packet where there is one.
 *
 * @throws what `reads` throws, when all lines before have come
 */
export function drawExchange(reads: AsyncIterable<ReadRow>, style: ExchangeStyle): AsyncGenerator<string> {
  const heading = `${" ".repeat(usualTimeWidth + beforeArrow - 1)}client server`;
  return underHeading(style.palette.bold(heading), drawArrows(reads, style));
}

async function* drawArrows(
  reads: AsyncIterable<ReadRow>,
  { symbols, palette, width, cut }: ExchangeStyle,
): AsyncGenerator<string> {
  const explainer = new Explainer();
  let timeWidth = usualTimeWidth;
  for await (const read of reads) {
    const { row, tcp } = read;
    timeWidth = Math.max(timeWidth, row.seconds.length);
    const textWidth = Math.max(24, width - timeWidth - beforeArrow - arrowWidth - beforeText);
    const meaning = explainer.explain(read);
    const client = explainer.clientOf(read);
    const right = tcp === null || tcp.sourcePort === client;
    const shaft = symbols.line.repeat(arrowWidth - symbols.mark.length - symbols.right.length);
    const arrow = right
      ? `${symbols.mark}${shaft}${symbols.right}`
      : `${symbols.left}${shaft}${symbols.mark}`;
    const time = palette.accent(row.seconds.padStart(timeWidth));
    const said = `${row.number} ${printable(row.info)}`;
    const [first = "", ...more] = wrap(said, textWidth, textWidth - indent, cut);
    yield `${time}${" ".repeat(beforeArrow)}${arrow}${" ".repeat(beforeText)}${first}`;
    const lane = palette.dim(
      `${" ".repeat(timeWidth + beforeArrow)}${symbols.lane}${" ".repeat(arrowWidth - 2)}${symbols.lane}`,
    );
    const below = `${lane}${" ".repeat(beforeText + indent)}`;
    for (const line of more) yield `${below}${line}`;
    if (meaning === null) continue;
    for (const line of wrap(meaning, textWidth - indent)) yield `${below}${palette.dim(line)}`;
  }
}
