/**
 * The rows as a table with Wireshark's columns.
 *
 * @module
 */

import type { Cut } from "../ladder/wrap.ts";
import { columns } from "./csv.ts";
import type { Row } from "./row.ts";

export interface TableStyle {
  /** Columns of the terminal, where lines are cut; `null`: nowhere. */
  readonly width: number | null;
  /** What stands where something was cut. */
  readonly more: string;
  readonly cut: Cut;
}

/** The columns are as wide as the longest field among so many rows; a longer one later widens its column from there on. */
const measured = 500;

/** The heading where there is little room. */
const shortColumns = ["No.", "Time", "Source", "Dest", "Proto", "Len", "Info"] as const;

/** Numbers stand at the right of their column. */
const numeric: readonly number[] = [0, 1, 5];

/** The columns of the addresses, of which IPv6 has long ones. */
const addresses: readonly number[] = [2, 3];

/** As long as an IPv4 address can be, which is never cut. */
const leastAddress = "255.255.255.255".length;

/** What the last column, Info, wants of a terminal: a mark, two ports and the flags. */
const leastInfo = 36;

/**
 * Line by line.
 *
 * @throws what `rows` throws, when all lines before have come
 */
export async function* drawRows(rows: AsyncIterable<Row>, style: TableStyle): AsyncGenerator<string> {
  const held: string[][] = [];
  let layout: Layout | null = null;
  try {
    for await (const row of rows) {
      const cells = cellsOf(row);
      if (layout !== null) {
        yield layout.draw(cells);
        continue;
      }
      held.push(cells);
      if (held.length < measured) continue;
      layout = new Layout(held, style);
      yield* layout.drawAll(held);
    }
  } catch (err) {
    if (layout === null && held.length > 0) yield* new Layout(held, style).drawAll(held);
    throw err;
  }
  if (layout === null) yield* new Layout(held, style).drawAll(held);
}

function cellsOf({ number, seconds, source, destination, protocol, length, info }: Row): string[] {
  return [String(number), seconds, source, destination, protocol, String(length), info];
}

/** How wide each column is. */
class Layout {
  readonly #style: TableStyle;
  readonly #heading: readonly string[];
  /** Of all columns but the last; grow with a field that is longer. */
  #widths: number[];
  readonly #gap: string;
  /** What an address may take. */
  readonly #mostAddress: number;

  /** @param lines by which it is measured */
  constructor(lines: readonly (readonly string[])[], style: TableStyle) {
    const longest = (heading: readonly string[]): number[] =>
      heading.map((name, i) => Math.max(name.length, ...lines.map((cells) => cells[i]?.length ?? 0)));
    const { width } = style;
    const wide = longest(columns);
    const info = Math.min(wide[6] ?? 0, leastInfo);
    this.#style = style;
    this.#widths = wide.slice(0, -1);
    this.#gap = "  ";
    const isShort = width !== null && this.#before(Number.POSITIVE_INFINITY) + info > width;
    this.#heading = isShort ? shortColumns : columns;
    if (isShort) {
      this.#gap = " ";
      this.#widths = longest(shortColumns).slice(0, -1);
    }
    this.#mostAddress = width === null ? Number.POSITIVE_INFINITY : this.#share(width - info);
    for (const i of addresses) this.#widths[i] = Math.min(this.#widths[i] ?? 0, this.#mostAddress);
  }

  /** What an address may take, if the columns before Info may take so many. */
  #share(room: number): number {
    const longest = Math.max(...addresses.map((i) => this.#widths[i] ?? 0));
    let most = longest;
    while (most > leastAddress && this.#before(most) > room) most--;
    // Where all of them are short, a long one that comes later has what is left.
    return most < longest
      ? most
      : Math.max(longest, leastAddress, Math.floor((room - this.#before(0)) / addresses.length));
  }

  /** The columns before Info, with the gaps behind them, if an address may take so many. */
  #before(most: number): number {
    const cells = this.#widths.map((at, i) => (addresses.includes(i) ? Math.min(at, most) : at));
    return cells.reduce((sum, at) => sum + at + this.#gap.length, 0);
  }

  *drawAll(lines: readonly (readonly string[])[]): Generator<string> {
    yield this.draw(this.#heading);
    for (const cells of lines) yield this.draw(cells);
  }

  draw(cells: readonly string[]): string {
    const { width, more, cut } = this.#style;
    let line = "";
    for (const [i, at] of this.#widths.entries()) {
      const cell = addresses.includes(i) ? this.#shortAddress(cells[i] ?? "") : (cells[i] ?? "");
      if (cell.length > at) this.#widths[i] = cell.length;
      line += `${numeric.includes(i) ? cell.padStart(at) : cell.padEnd(at)}${this.#gap}`;
    }
    line += cells[6] ?? "";
    if (width === null || cut(line, width).text === line) return line;
    return `${cut(line, width - more.length).text}${more}`;
  }

  /** An address with something cut out of its middle, if it is too long: its net and its host are at the two ends. */
  #shortAddress(address: string): string {
    const { more } = this.#style;
    const most = this.#mostAddress;
    if (address.length <= most) return address;
    const tail = Math.floor((most - more.length) / 2);
    return `${address.slice(0, most - more.length - tail)}${more}${address.slice(-tail)}`;
  }
}
