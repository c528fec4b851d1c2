/**
 * The packets as arrows between two lanes, the client's and the server's.
 *
 * @module
 */

import { printable } from "../ladder/printable.ts";
import type { Palette, Symbols } from "../ladder/style.ts";
import { wrap } from "../ladder/wrap.ts";
import { Explainer } from "./explain.ts";
import type { ReadRow } from "./read_rows.ts";

export interface ExchangeStyle {
  readonly symbols: Symbols;
  readonly palette: Palette;
  /** Columns of the terminal. */
  readonly width: number;
}

/** Columns of the time and of the arrow. */
const timeWidth = 12;
const arrowWidth = 9;

/** Line by line. With an explanation below a packet where there is one. */
export async function* drawExchange(
  reads: AsyncIterable<ReadRow>,
  { symbols, palette, width }: ExchangeStyle,
): AsyncGenerator<string> {
  const explainer = new Explainer();
  const textWidth = Math.max(24, width - timeWidth - arrowWidth - 4);
  yield palette.bold(`${" ".repeat(timeWidth)}  client server`);
  for await (const read of reads) {
    const { row, tcp } = read;
    const meaning = explainer.explain(read);
    const client = explainer.clientOf(read);
    const right = tcp === null || tcp.sourcePort === client;
    const shaft = symbols.line.repeat(arrowWidth - 3);
    const arrow = right
      ? `${symbols.mark}${shaft}${symbols.right}`
      : `${symbols.left}${shaft}${symbols.mark}`;
    const time = palette.accent(row.seconds.padStart(timeWidth));
    const [first = "", ...more] = wrap(`${row.number} ${printable(row.info)}`, textWidth);
    yield `${time}   ${arrow}  ${first}`;
    const lane = palette.dim(
      `${" ".repeat(timeWidth)}   ${symbols.lane}${" ".repeat(arrowWidth - 3)}${symbols.lane}`,
    );
    for (const line of more) yield `${lane}    ${line}`;
    if (meaning === null) continue;
    for (const line of wrap(meaning, textWidth - 2)) yield `${lane}    ${palette.dim(line)}`;
  }
}
