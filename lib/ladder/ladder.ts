/**
 * A recording drawn as lanes, for a terminal: time runs down, a byte's way runs from right to left, from the
 * handler to the client.
 *
 * @module
 */

import type { Lane, TraceEvent } from "../trace/events.ts";
import type { Recording } from "../trace/recording.ts";
import { seconds } from "../trace/seconds.ts";
import { type Described, describe } from "./describe.ts";
import type { Repeats } from "./fold.ts";
import { lanesOf } from "./lanes.ts";
import { numbered, repeatsText, rowsOf, shownTime } from "./rows.ts";
import { type Palette, plain, type Symbols, unicode } from "./style.ts";
import { wrap } from "./wrap.ts";

/** How a ladder is drawn. */
export interface LadderOptions {
  /** The columns of the terminal; 80 unless given. */
  readonly width?: number;
  readonly symbols?: Symbols;
  readonly palette?: Palette;
  /** What is to be said below an event, if anything. */
  readonly noteOn?: (event: TraceEvent) => string | undefined;
  /** An event that is marked at the left. */
  readonly current?: TraceEvent | null;
  /** The lanes' names each above its lane, or a letter each. */
  readonly heading?: "full" | "short";
  /** Lines that stand before an event; what repeats is not folded there. */
  readonly before?: (event: TraceEvent) => readonly string[];
}

/** The lanes' names, with the numbers of a byte's six steps. */
export const titles: Record<Lane, string> = {
  client: "client",
  wire: "wire",
  rwc: "6 rwc, the server's socket",
  checkConnErrorWriter: "5 checkConnErrorWriter",
  "conn.bufw": "4 conn.bufw, 4096 bytes",
  chunkWriter: "3 chunkWriter",
  "response.w": "2 response.w, 2048 bytes",
  handler: "1 handler",
  deadline: "deadline",
  server: "server",
};

/** The columns of the time, and those of each lane. */
const timeWidth = 10;
const laneWidth = 2;

/** The columns by which the further lines of a text stand to the right of its first. */
const indent = 2;

/** A text needs some room beside the lanes; on anything narrower the lines are longer than the terminal. */
const narrowestText = 24;

/** Draws a recording, line by line and without line ends. */
export function* drawLadder(recording: Recording, options: LadderOptions = {}): Generator<string> {
  for (const { lines } of drawRows(recording, options)) yield* lines;
}

/** The lines of a row of a ladder. */
export interface DrawnRow {
  readonly lines: readonly string[];
  /** How long nothing happened before it, in ms, if that is to be seen; else `null`. */
  readonly gap: number | null;
}

/** Draws a recording, row by row; the first one is the heading. */
export function* drawRows(recording: Recording, options: LadderOptions = {}): Generator<DrawnRow> {
  const { before = () => [], heading = "full" } = options;
  const drawing = new Drawing(options, lanesOf(recording.header), numbered(recording.events));
  yield { lines: heading === "full" ? [...drawing.heading()] : [drawing.shortHeading()], gap: null };
  for (const row of rowsOf(recording.events, (event) => before(event).length > 0)) {
    if (row.kind === "repeats") {
      yield { lines: [drawing.repeats(row)], gap: null };
      continue;
    }
    const { event, gap, newTime } = row;
    const above = [...before(event), ...(gap === null ? [] : [drawing.gap(gap)])];
    const described = describe(event, drawing.symbols);
    yield { lines: [...above, ...drawing.event(event, described, newTime)], gap };
  }
}

/** Draws single rows. */
class Drawing {
  readonly symbols: Symbols;
  readonly #palette: Palette;
  readonly #lanes: readonly Lane[];
  readonly #textWidth: number;
  readonly #noteOn: (event: TraceEvent) => string | undefined;
  readonly #current: TraceEvent | null;
  /** Puts an event's connection before its words, where there are several. */
  readonly #numbered: (event: TraceEvent, text: string) => string;

  constructor(
    options: LadderOptions,
    lanes: readonly Lane[],
    number: (event: TraceEvent, text: string) => string,
  ) {
    this.#lanes = lanes;
    this.#numbered = number;
    const {
      width = 80,
      symbols = unicode,
      palette = plain,
      noteOn = () => undefined,
      current = null,
    } = options;
    this.#current = current;
    this.symbols = symbols;
    this.#palette = palette;
    this.#textWidth = Math.max(width - (timeWidth + 1 + laneWidth * lanes.length), narrowestText);
    this.#noteOn = noteOn;
  }

  /** The lanes' names, each above its lane. */
  *heading(): Generator<string> {
    const { dim, bold } = this.#palette;
    for (const [i, lane] of this.#lanes.entries()) {
      const above = `${this.symbols.lane} `.repeat(i);
      yield `${" ".repeat(timeWidth + 1)}${dim(above)}${bold(titles[lane])}`;
    }
  }

  /** A letter above each lane: the number of a byte's step, or the first one of the name. */
  shortHeading(): string {
    const letters = this.#lanes.map((lane) => titles[lane].slice(0, 1));
    return `${" ".repeat(timeWidth + 1)}${this.#palette.bold(letters.join(" "))}`;
  }

  /** A row on which time passes and nothing happens. */
  gap(ms: number): string {
    const { dim } = this.#palette;
    const row = `${this.symbols.gap} `.repeat(this.#lanes.length);
    return `${" ".repeat(timeWidth + 1)}${dim(`${row}${seconds(ms)} pass`)}`;
  }

  /** A row for what is left out because it repeats. */
  repeats(repeated: Repeats): string {
    const { dim } = this.#palette;
    const row = `${this.symbols.more} `.repeat(this.#lanes.length);
    return `${" ".repeat(timeWidth + 1)}${dim(`${row}${repeatsText(repeated)}`)}`;
  }

  /** An event: its time if that is new, its lane, its words, and the note below. */
  *event(event: TraceEvent, described: Described, newTime: boolean): Generator<string> {
    const { dim, good, bad, accent } = this.#palette;
    const paint = { plain: (text: string) => text, quiet: dim, good, bad }[described.tone];
    const instant = newTime ? shownTime(event.t).padStart(timeWidth) : " ".repeat(timeWidth);
    const isCurrent = event.seq === this.#current?.seq;
    const time = isCurrent ? `${this.symbols.right}${instant.slice(1)}` : instant;
    const text = this.#numbered(event, described.text);
    const [first = "", ...more] = wrap(text, this.#textWidth, this.#textWidth - indent);
    yield `${accent(time)} ${this.#row(event, described)}${paint(first)}`;
    const blank = `${" ".repeat(timeWidth + 1)}${dim(`${this.symbols.lane} `.repeat(this.#lanes.length))}`;
    for (const line of more) yield `${blank}${" ".repeat(indent)}${paint(line)}`;
    const note = this.#noteOn(event);
    if (note === undefined) return;
    for (const line of wrap(note, this.#textWidth - indent))
      yield `${blank}${" ".repeat(indent)}${dim(line)}`;
  }

  /** The lanes of one row: the event's is marked, and an arrow leads to where it goes. */
  #row(event: TraceEvent, { to, tone }: Described): string {
    const { dim, bad, good } = this.#palette;
    const { lane, mark, bad: badMark, line, left, right } = this.symbols;
    const from = this.#lanes.indexOf(event.lane);
    const target = to === undefined ? from : this.#lanes.indexOf(to);
    const [low, high] = [Math.min(from, target), Math.max(from, target)];
    const here = tone === "bad" ? bad(badMark) : tone === "good" ? good(mark) : mark;
    let row = "";
    for (let i = 0; i < this.#lanes.length; i++) {
      const inside = i > low && i < high;
      const arrow = target < from ? left : right;
      row += i === from ? here : i === target ? arrow : inside ? line : dim(lane);
      row += i >= low && i < high ? line : " ";
    }
    return row;
  }
}
