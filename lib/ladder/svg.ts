/**
 * A recording drawn as lanes, as an SVG that stands alone: no script, no font and no file from elsewhere; to be read on
 * light and on dark.
 *
 * @module
 */

import type { Lane, TraceEvent } from "../trace/events.ts";
import type { Recording } from "../trace/recording.ts";
import { seconds } from "../trace/seconds.ts";
import { type Described, describe } from "./describe.ts";
import { titles } from "./ladder.ts";
import { lanesOf } from "./lanes.ts";
import { printable } from "./printable.ts";
import { numbered, type Row, repeatsText, rowsOf, shownTime } from "./rows.ts";
import { unicode } from "./style.ts";
import { wrap } from "./wrap.ts";

/** What stands above the ladder: a heading, and lines below it. */
export interface SvgHeading {
  readonly title: string;
  readonly lines: readonly string[];
}

/** Sizes, in pixels. A character of a font of one width is about 0.6 times as wide as the font is high. */
const fontSize = 13;
const charWidth = 7.9;
const rowHeight = 20;
const margin = 16;
const laneStep = 26;
/** Where the lanes begin, right of the times. */
const lanesLeft = Math.round(margin + 11 * charWidth + laneStep / 2);
/** The characters of a line of words. */
const textColumns = 72;

/** The colours on light and on dark, by what they are for. */
const colors = {
  paper: ["#ffffff", "#0d1117"],
  lane: ["#b6bec8", "#3d444d"],
  plain: ["#1f2328", "#e6edf3"],
  quiet: ["#59636e", "#9198a1"],
  good: ["#116329", "#56d364"],
  bad: ["#b3161b", "#ff7b72"],
  time: ["#0550ae", "#79c0ff"],
} as const;

/** Draws a recording, line by line and without line ends. */
export function* drawSvg(recording: Recording, heading: SvgHeading): Generator<string> {
  const drawing = new Drawing(lanesOf(recording.header), numbered(recording.events));
  const { width } = drawing;
  drawing.heading(heading);
  for (const row of rowsOf(recording.events)) drawing.row(row);
  const height = drawing.end();
  yield `<svg xmlns="http://www.w3.org/2000/svg" role="img" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">`;
  yield `<title>${forXml(heading.title)}</title>`;
  yield `<desc>${forXml(heading.lines.join("; "))}</desc>`;
  yield "<style>";
  yield `text { font: ${fontSize}px ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; }`;
  yield ".title { font-weight: bold; } .lane, .way, .cross { fill: none; stroke-width: 1.5; } .gap { stroke-dasharray: 2 4; }";
  yield* styles(0);
  yield "@media (prefers-color-scheme: dark) {";
  yield* styles(1);
  yield "}";
  yield "</style>";
  yield `<rect class="paper" width="${width}" height="${height}"/>`;
  yield* drawing.elements();
  yield "</svg>";
}

/** What takes each colour: words and marks fill with it, lines are drawn with it. */
function* styles(scheme: 0 | 1): Generator<string> {
  yield `.paper { fill: ${colors.paper[scheme]}; } .lane { stroke: ${colors.lane[scheme]}; }`;
  for (const name of ["plain", "quiet", "good", "bad", "time"] as const) {
    const color = colors[name][scheme];
    yield `.${name} { fill: ${color}; } .way.${name}, .cross.${name} { fill: none; stroke: ${color}; }`;
  }
}

/** Collects the parts of the drawing, from its top. */
class Drawing {
  readonly width: number;
  readonly #lanes: readonly Lane[];
  /** Where the words begin, right of the lanes. */
  readonly #textLeft: number;
  /** The lanes, which lie below everything else; they grow with each gap, and at the end. */
  readonly #lanePaths: string[] = [];
  /** Words, marks and arrows; they grow with each row. */
  readonly #parts: string[] = [];
  /** Puts an event's connection before its words, where there are several. */
  readonly #numbered: (event: TraceEvent, text: string) => string;
  /** The middle of the row that comes next; moves down with each row. */
  #y = margin + rowHeight / 2;
  /** Where the lanes have been drawn to; moves down with each gap, and at the end. */
  #lanesTo = 0;

  constructor(lanes: readonly Lane[], number: (event: TraceEvent, text: string) => string) {
    this.#lanes = lanes;
    this.#textLeft = lanesLeft + laneStep * lanes.length;
    this.width = Math.ceil(this.#textLeft + textColumns * charWidth + margin);
    this.#numbered = number;
  }

  /** The title, what is below it, and the lanes' names, each above its lane. */
  heading({ title, lines }: SvgHeading): void {
    const columns = Math.floor((this.width - 2 * margin) / charWidth);
    for (const line of wrap(title, columns)) this.#line(margin, line, "title plain");
    for (const line of lines.flatMap((l) => wrap(l, columns))) this.#line(margin, line, "quiet");
    this.#y += rowHeight / 2;
    for (const [i, lane] of this.#lanes.entries()) {
      this.#lane("lane", this.#lanes.slice(0, i), this.#y - rowHeight / 2, this.#y + rowHeight / 2);
      this.#line(this.#xOf(lane) - 4, titles[lane], "plain");
    }
    this.#lanesTo = this.#y - rowHeight / 2;
  }

  row(row: Row): void {
    if (row.kind === "repeats") {
      this.#pause(`${unicode.more} ${repeatsText(row)}`);
      return;
    }
    const { event, gap, newTime } = row;
    if (gap !== null) this.#pause(`${seconds(gap)} pass`);
    const described = describe(event, unicode);
    if (newTime) this.#text(margin, shownTime(event.t).padStart(10, "\u00a0"), "time");
    this.#arrow(event, described);
    for (const line of wrap(this.#numbered(event, described.text), textColumns)) {
      this.#line(this.#textLeft, line, described.tone);
    }
  }

  /**
   * Draws the lanes to the bottom.
   *
   * @returns the height of the whole
   */
  end(): number {
    this.#lane("lane", this.#lanes, this.#lanesTo, this.#y - rowHeight / 2);
    return Math.ceil(this.#y - rowHeight / 2 + margin);
  }

  /** All that was drawn, what lies below first. */
  elements(): string[] {
    return [...this.#lanePaths, ...this.#parts];
  }

  /** A row through which the lanes are dashed. */
  #pause(text: string): void {
    const [top, bottom] = [this.#y - rowHeight / 2, this.#y + rowHeight / 2];
    this.#lane("lane", this.#lanes, this.#lanesTo, top);
    this.#lane("lane gap", this.#lanes, top, bottom);
    this.#lanesTo = bottom;
    this.#line(this.#textLeft, text, "quiet");
  }

  #lane(className: string, which: readonly Lane[], top: number, bottom: number): void {
    const lines = which.map((lane) => `M${this.#xOf(lane)} ${top}V${bottom}`);
    if (bottom > top && lines.length > 0) {
      this.#lanePaths.push(`<path class="${className}" d="${lines.join("")}"/>`);
    }
  }

  /** The event's mark in its lane, and the arrow to where it leads. What went wrong is a cross. */
  #arrow({ lane }: TraceEvent, { to, tone }: Described): void {
    const [x, y] = [this.#xOf(lane), this.#y];
    if (to !== undefined && to !== lane) {
      const end = this.#xOf(to);
      const back = end < x ? 7 : -7;
      this.#parts.push(`<path class="way ${tone}" d="M${x} ${y}H${end + back}"/>`);
      this.#parts.push(`<path class="${tone}" d="M${end} ${y}l${back} -4v8z"/>`);
    }
    this.#parts.push(
      tone === "bad"
        ? `<path class="cross ${tone}" d="M${x - 4} ${y - 4}l8 8m0 -8l-8 8"/>`
        : `<circle class="${tone}" cx="${x}" cy="${y}" r="4"/>`,
    );
  }

  #xOf(lane: Lane): number {
    return lanesLeft + laneStep * this.#lanes.indexOf(lane);
  }

  /** A text, and on to the next row. */
  #line(x: number, text: string, className: string): void {
    this.#text(x, text, className);
    this.#y += rowHeight;
  }

  #text(x: number, text: string, className: string): void {
    this.#parts.push(`<text class="${className}" x="${x}" y="${this.#y + 4}">${forXml(text)}</text>`);
  }
}

/** A text as XML takes it: of the control characters, most cannot even be escaped. */
function forXml(text: string): string {
  return printable(text)
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}
