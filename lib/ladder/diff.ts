/**
 * What differs between two recordings, drawn for a terminal: the ladder's words, one below the other, behind `-` what
 * only the first one has, and behind `+` what only the second one has.
 *
 * @module
 */

import { differs, type Step } from "../trace/diff.ts";
import type { TraceEvent } from "../trace/events.ts";
import { seconds } from "../trace/seconds.ts";
import { describe, isDrawn } from "./describe.ts";
import { fold } from "./fold.ts";
import { numbered, repeatsText, shownTime } from "./rows.ts";
import { type Palette, plain, type Symbols, unicode } from "./style.ts";
import { wrap } from "./wrap.ts";

/** How differences are drawn. */
export interface DiffOptions {
  /** The columns of the terminal; 80 unless given. */
  readonly width?: number;
  readonly symbols?: Symbols;
  readonly palette?: Palette;
}

/** How many events that both have are drawn beside one that they don't. */
const context = 2;

/** The columns of a time. */
const timeWidth = 10;

/** The columns before the words: the sign, and the times in the first and in the second recording. */
const left = 2 + timeWidth + 1 + timeWidth + 2;

const narrowestText = 24;

/** Draws the steps that tell of a difference and what is around them, line by line; nothing if none does. */
export function* drawDiff(steps: readonly Step[], options: DiffOptions = {}): Generator<string> {
  const shown = steps.filter((step) => differs(step) || (step.kind === "both" && isDrawn(step.left)));
  if (!shown.some(differs)) return;
  const drawing = new Drawing(options, steps);
  yield drawing.row(" ", ["first", "second"], "");
  const near = nearDifferences(shown);
  for (let i = 0; i < shown.length; ) {
    const step = shown[i] as Step;
    const end = endOfStretch(shown, i, (s, n) => near.has(n) === near.has(i) && s.kind === step.kind);
    const stretch = shown.slice(i, end);
    if (!near.has(i)) yield drawing.same(stretch.length);
    else yield* drawing.stretch(stretch);
    i = end;
  }
}

/** The places of the steps that differ, and of those beside them. */
function nearDifferences(steps: readonly Step[]): Set<number> {
  const near = new Set<number>();
  for (const [i, step] of steps.entries()) {
    if (!differs(step)) continue;
    for (let n = i - context; n <= i + context; n++) near.add(n);
  }
  return near;
}

function endOfStretch(
  steps: readonly Step[],
  start: number,
  belongs: (step: Step, at: number) => boolean,
): number {
  let end = start + 1;
  for (; end < steps.length && belongs(steps[end] as Step, end); end++);
  return end;
}

class Drawing {
  readonly #symbols: Symbols;
  readonly #palette: Palette;
  readonly #textWidth: number;
  /** Puts an event's connection before its words, where there are several. */
  readonly #numbered: (event: TraceEvent, text: string) => string;

  constructor({ width = 80, symbols = unicode, palette = plain }: DiffOptions, steps: readonly Step[]) {
    this.#numbered = numbered(steps.map((step) => (step.kind === "right" ? step.right : step.left)));
    this.#symbols = symbols;
    this.#palette = palette;
    this.#textWidth = Math.max(width - left, narrowestText);
  }

  /** A row: its sign, the times in both recordings, and the words. */
  row(sign: string, [first, second]: readonly [string, string], text: string): string {
    return `${sign} ${first.padStart(timeWidth)} ${second.padStart(timeWidth)}  ${text}`.trimEnd();
  }

  /** So many events that both have and that are not near a difference. */
  same(count: number): string {
    const what = count === 1 ? "1 event is the same" : `${count} events are the same`;
    return this.#palette.dim(`${" ".repeat(left)}${this.#symbols.more} ${what}`);
  }

  /** Steps of one kind. What repeats on one side is folded. */
  *stretch(steps: readonly Step[]): Generator<string> {
    const { good, bad } = this.#palette;
    const lefts = steps.flatMap((s) => (s.kind === "left" ? s.left : []));
    const rights = steps.flatMap((s) => (s.kind === "right" ? s.right : []));
    yield* this.#single(lefts, "-", (time) => [time, ""], bad);
    yield* this.#single(rights, "+", (time) => ["", time], good);
    for (const step of steps) if (step.kind === "both") yield* this.#both(step);
  }

  *#single(
    events: readonly TraceEvent[],
    sign: string,
    times: (time: string) => [string, string],
    paint: (text: string) => string,
  ): Generator<string> {
    for (const part of fold(events)) {
      if (part.kind === "repeats") {
        const text = `${this.#symbols.more} ${repeatsText(part)}`;
        yield paint(this.row(sign, ["", ""], text));
        continue;
      }
      for (const event of part.events) yield* this.#event(event, sign, times(shownTime(event.t)), paint);
    }
  }

  *#both({ left: was, right: is, shifts }: Extract<Step, { kind: "both" }>): Generator<string> {
    const { dim, accent } = this.#palette;
    yield* this.#event(was, shifts ? "~" : " ", [shownTime(was.t), shownTime(is.t)], shifts ? accent : dim);
  }

  *#event(
    event: TraceEvent,
    sign: string,
    times: readonly [string, string],
    paint: (text: string) => string,
  ): Generator<string> {
    const [first = "", ...more] = wrap(this.#words(event), this.#textWidth);
    yield paint(this.row(sign, times, first));
    for (const line of more) yield paint(this.row(sign, ["", ""], line));
  }

  /** The lane, and the ladder's words; what a ladder does not draw is said all the same where it differs. */
  #words(event: TraceEvent): string {
    const { text } = describe(event, this.#symbols);
    const said = event.name === "server.state" ? `the connection is ${event.state}` : text;
    return this.#numbered(event, `${event.lane}: ${said}`);
  }
}

/** The differences in numbers, in a sentence. */
export function countDiff(steps: readonly Step[]): string {
  const count = (kind: Step["kind"]): number => steps.filter((step) => step.kind === kind).length;
  const first = steps.find((step) => step.kind === "both" && step.shifts);
  const shifted =
    first?.kind === "both"
      ? `; the times differ from ${seconds(Math.min(first.left.t, first.right.t))} on`
      : "";
  return `${count("both")} events are in both, ${count("left")} only in the first, ${count("right")} only in the second${shifted}`;
}
