/**
 * What the stepper's screen shows: lines, made from where it is. Nothing here knows a terminal.
 *
 * @module
 */

import { describeAnswers, formatAnswer } from "../../lab/answer.ts";
import { differences } from "../../lab/differences.ts";
import { formatKnob } from "../../lab/knob.ts";
import type { Question } from "../../lab/lab.ts";
import { type Armed, type Moment, momentAt, type Told } from "../../lab/moment.ts";
import type { Walk } from "../../lab/walk.ts";
import { isDrawn } from "../../ladder/describe.ts";
import { gauge } from "../../ladder/gauge.ts";
import { drawLadder } from "../../ladder/ladder.ts";
import { printable } from "../../ladder/printable.ts";
import type { Palette, Symbols } from "../../ladder/style.ts";
import { wrap } from "../../ladder/wrap.ts";
import type { TraceEvent } from "../../trace/events.ts";
import { Recording } from "../../trace/recording.ts";
import { seconds } from "../../trace/seconds.ts";
import { widthOf } from "../screen/cut.ts";
import { ending } from "../show.ts";
import { bytesOf } from "./bytes.ts";
import { verdicts } from "./plain.ts";

/** How it is drawn, and how much room there is. */
export interface ViewStyle {
  readonly columns: number;
  readonly rows: number;
  readonly symbols: Symbols;
  readonly palette: Palette;
}

/** What is on the screen. */
export type Mode =
  | { readonly kind: "walk" }
  /** The bytes of the current event, the whole ladder so far, or the help; `top` lines are scrolled away. */
  | { readonly kind: "bytes" | "ladder" | "help"; readonly top: number }
  /** A knob is being typed, as `name=value`. */
  | { readonly kind: "knob"; readonly typed: string; readonly error: string | null }
  /** A knob was changed: what differs from the run before. */
  | { readonly kind: "changed"; readonly before: Recording; readonly top: number };

/** Everything that the screen shows. */
export interface Shown {
  readonly walk: Walk;
  readonly mode: Mode;
  /** What is typed as the answer to a question for a number, or the choice that is chosen. */
  readonly typed: string;
  /** How many hints of the question are shown. */
  readonly hints: number;
  /** What was wrong with the last key; `null` if nothing. */
  readonly complaint: string | null;
  /** How far the summary at the end is scrolled. */
  readonly top: number;
}

/** The least room that the stepper needs. */
export const smallest = { columns: 60, rows: 18 } as const;

/** From so many rows on the lanes have their names above them. */
const rowsForNames = 36;

/** The lines of the screen. */
export function view(shown: Shown, style: ViewStyle): string[] {
  const { columns, rows } = style;
  if (columns < smallest.columns || rows < smallest.rows) return tooSmall(style);
  const head = title(shown, style);
  const foot = footer(shown, style);
  const room = rows - head.length - foot.length;
  return [...head, ...fill(body(shown, style, room), room), ...foot];
}

function tooSmall({ columns, rows }: ViewStyle): string[] {
  const said = `This needs ${smallest.columns} columns and ${smallest.rows} rows; the terminal has ${columns} and ${rows}. Make it larger, or press q and use --plain.`;
  return wrap(said, Math.max(columns, 10)).slice(0, rows);
}

/** Exactly so many lines. */
function fill(lines: readonly string[], rows: number): string[] {
  return Array.from({ length: rows }, (_, i) => lines[i] ?? "");
}

function title({ walk }: Shown, { columns, palette, symbols }: ViewStyle): string[] {
  const { lab, at, steps, event } = walk;
  const name = `${String(lab.number).padStart(2, "0")} ${lab.id}`;
  const place = `step ${at + 1} of ${steps.length}${event === null ? "" : `, ${seconds(event.t)}`}`;
  const gap = " ".repeat(Math.max(1, columns - widthOf(name) - place.length));
  return [`${palette.bold(name)}${gap}${palette.accent(place)}`, palette.dim(symbols.line.repeat(columns))];
}

function body(shown: Shown, style: ViewStyle, rows: number): string[] {
  const { walk, mode } = shown;
  switch (mode.kind) {
    case "walk":
      if (walk.step.kind === "end") return scrolled(summary(walk, style), shown.top, rows, style);
      return ladderAbove(walk, panel(shown, style, rows), style, rows);
    case "bytes":
      return scrolled(bytesOf(walk.event, style), mode.top, rows, style);
    case "ladder":
      return scrolled(wholeLadder(walk, style), mode.top, rows, style);
    case "help":
      return scrolled(help(style), mode.top, rows, style);
    case "knob":
      return knobPrompt(walk, mode, style);
    case "changed":
      return scrolled(changes(mode.before, walk.recording, style), mode.top, rows, style);
  }
}

/** A part of a long text, with what is above and below it counted. */
function scrolled(lines: readonly string[], top: number, rows: number, { palette }: ViewStyle): string[] {
  const from = Math.max(0, Math.min(top, lines.length - rows));
  const left = lines.length - from - rows;
  if (left <= 0) return lines.slice(from, from + rows);
  return [...lines.slice(from, from + rows - 1), palette.dim(`(${left + 1} more lines: down, page down)`)];
}

/** How many lines may be scrolled away at most, so that scrolling back works at once. */
export function lastTop(shown: Shown, style: ViewStyle): number {
  const lines = {
    walk: () => (shown.walk.step.kind === "end" ? summary(shown.walk, style) : []),
    bytes: () => bytesOf(shown.walk.event, style),
    ladder: () => wholeLadder(shown.walk, style),
    help: () => help(style),
    knob: () => [],
    changed: () =>
      shown.mode.kind === "changed" ? changes(shown.mode.before, shown.walk.recording, style) : [],
  }[shown.mode.kind]();
  const room = style.rows - title(shown, style).length - footer(shown, style).length;
  return Math.max(0, lines.length - room);
}

/** The ladder up to now, as much of its end as there is room for, and the panel below it. */
function ladderAbove(walk: Walk, below: readonly string[], style: ViewStyle, rows: number): string[] {
  const room = Math.max(3, rows - below.length);
  const { columns, symbols, palette } = style;
  const heading = style.rows >= rowsForNames ? "full" : "short";
  const { event, recording } = walk;
  const past = recording.events.filter((e) => e.seq <= (event?.seq ?? 0) && isDrawn(e)).slice(-room);
  const lines = [
    ...drawLadder(new Recording(recording.header, past), {
      width: columns,
      symbols,
      palette,
      heading,
      current: walk.step.kind === "event" ? event : null,
    }),
  ];
  const names = lines.slice(0, lines.length - [...rowsOf(lines, heading)].length);
  const tail = lines.slice(names.length).slice(-(room - names.length));
  return [...names, ...fill(tail, room - names.length), ...below];
}

/** The rows of a ladder behind its heading. */
function rowsOf(lines: readonly string[], heading: "full" | "short"): readonly string[] {
  return lines.slice(heading === "full" ? 9 : 1);
}

/** What is below the ladder: a question, or what is so at this event. */
function panel(shown: Shown, style: ViewStyle, rows: number): string[] {
  const { walk } = shown;
  const rule = style.palette.dim(style.symbols.line.repeat(style.columns));
  const lines =
    walk.step.kind === "question"
      ? questionLines(shown, walk.step.question, style)
      : walk.event === null
        ? []
        : eventLines(walk, walk.event, style);
  return [rule, ...lines.slice(0, rows - 6)];
}

function questionLines(shown: Shown, question: Question, { columns, palette, symbols }: ViewStyle): string[] {
  const { walk, typed, hints, complaint } = shown;
  const { bold, accent, dim, good, bad } = palette;
  const lines = wrap(question.text(walk.recording), columns).map((line) => bold(line));
  const reply = walk.replyTo(question);
  if (reply !== null) {
    const { predicted, observed, verdict, why } = reply;
    const sign = { right: good(symbols.mark), wrong: bad(symbols.bad), skipped: dim(symbols.lane) }[verdict];
    const said =
      predicted === null ? "nothing: skipped" : `${formatAnswer(question, predicted)} (${verdict})`;
    lines.push(`${sign} predicted: ${said}`, `  observed:  ${formatAnswer(question, observed)}`);
    for (const line of labelled("  why:       ", why, columns)) lines.push(dim(line));
    return lines;
  }
  const choices = describeAnswers(question, walk.recording);
  if (question.kind.type === "choice") {
    for (const [i, choice] of choices.entries()) {
      const chosen = typed === String(i + 1);
      lines.push(chosen ? accent(`${symbols.right} ${i + 1} ${choice}`) : `  ${i + 1} ${choice}`);
    }
  } else {
    lines.push(`  ${dim(choices.join(", "))}`, `  ${accent(`${symbols.right} ${typed}_`)}`);
  }
  for (const hint of question.hints.slice(0, hints))
    for (const line of wrap(`hint: ${hint}`, columns - 2)) lines.push(`  ${dim(line)}`);
  if (complaint !== null) for (const line of wrap(complaint, columns - 2)) lines.push(`  ${bad(line)}`);
  return lines;
}

function eventLines(walk: Walk, event: TraceEvent, style: ViewStyle): string[] {
  const { columns, symbols, palette } = style;
  const moment = momentAt(walk.recording, event);
  const lines = [
    `response.w ${gauge(moment.responseW, symbols)}   conn.bufw ${gauge(moment.connBufw, symbols)}`,
    moment.armed.length === 0
      ? palette.dim("no deadline is armed")
      : moment.armed.map((armed) => armedText(armed, palette)).join("   "),
    ...callLines(moment, style),
  ];
  for (const { on, text, go, file } of walk.lab.notes) {
    if (on(walk.recording)?.seq !== event.seq) continue;
    lines.push(...wrap(text(walk.recording), columns).map((line) => palette.accent(line)));
    lines.push(...wrap(`Go: ${go}; here: ${file}`, columns).map((line) => palette.dim(line)));
  }
  return lines;
}

function armedText({ which, left }: Armed, { bad }: Palette): string {
  if (left > 0) return `${which} deadline: ${seconds(left)} left`;
  return bad(`${which} deadline: passed${left === 0 ? " just now" : ` ${seconds(-left)} ago`}`);
}

/** The last calls of the handler, and how many there were before them. */
function callLines({ told, calling }: Moment, { columns, palette }: ViewStyle): string[] {
  if (told.length === 0 && calling === null) return [palette.dim("the handler has called nothing yet")];
  const shown = told.slice(-2).map((call) => callText(call, palette));
  const earlier = told.length > 2 ? [palette.dim(`${told.length - 2} calls before, `)] : [];
  const now = calling === null ? [] : [`${calling} has not returned`];
  const line = printable(`${earlier.join("")}`) + [...shown, ...now].join("; ");
  return [line.length > columns * 2 ? line.slice(0, columns * 2) : line];
}

function callText({ call, n, error }: Told, { good, bad }: Palette): string {
  const took = n === null ? "" : ` = ${n}`;
  return error === null ? good(`${call}${took}, no error`) : bad(`${call}${took}, ${reason(error)}`);
}

/** What went wrong, without the addresses before it. */
function reason(error: string): string {
  return error.replace(/^\w+ tcp \S+: /, "");
}

function wholeLadder(walk: Walk, { columns, symbols, palette }: ViewStyle): string[] {
  const { recording, event } = walk;
  const past = recording.events.filter((e) => e.seq <= (event?.seq ?? 0));
  return [
    ...drawLadder(new Recording(recording.header, past), {
      width: columns,
      symbols,
      palette,
      current: event,
    }),
  ];
}

function summary(walk: Walk, style: ViewStyle): string[] {
  const { columns, symbols, palette } = style;
  return [
    ...verdicts(walk, { width: columns, symbols, palette }),
    "",
    ...ending(walk.lab, walk.recording, palette, columns),
    "",
    palette.bold("Try next"),
    ...walk.lab.next.flatMap(({ args, shows }) => [
      `  ${palette.accent(args.replace(/^run /, "step "))}`,
      palette.dim(`      ${shows}`),
    ]),
  ];
}

function knobPrompt(
  walk: Walk,
  { typed, error }: { typed: string; error: string | null },
  { columns, palette, symbols }: ViewStyle,
): string[] {
  const { lab, recording } = walk;
  const lines = [palette.bold("Change a knob: a new run, and what differs from this one"), ""];
  for (const [name, spec] of Object.entries(lab.knobs)) {
    const value = recording.header.knobs[name];
    lines.push(`  ${name}=${value === undefined ? "" : formatKnob(spec, value)}  ${palette.dim(spec.help)}`);
  }
  lines.push("", palette.accent(`${symbols.right} ${typed}_`));
  if (error !== null) lines.push(...wrap(error, columns).map((line) => palette.bad(line)));
  return lines;
}

function changes(before: Recording, after: Recording, { columns, palette }: ViewStyle): string[] {
  const found = differences(before, after);
  const lines = [palette.bold("What differs from the run before"), ""];
  if (found.length === 0) lines.push("Nothing: the same knobs, and the same outcome.");
  for (const { what, before: was, after: is } of found) {
    lines.push(palette.accent(what));
    for (const line of labelled("  before: ", was, columns)) lines.push(palette.dim(line));
    lines.push(...labelled("  now:    ", is, columns));
  }
  return lines;
}

/** A text behind its label; further lines stand below it. */
function labelled(label: string, text: string, columns: number): string[] {
  const lines = wrap(printable(text), columns - label.length);
  return lines.map((line, i) => `${i === 0 ? label : " ".repeat(label.length)}${line}`);
}

function help({ palette, columns }: ViewStyle): string[] {
  const keys: [keys: string, what: string][] = [
    ["right .", "the next step"],
    ["left ,", "the step before"],
    ["]  [", "the next question, the one before"],
    ["g  G", "the start, the end (as far as the open question)"],
    ["b", "the bytes of this event"],
    ["w", "the whole ladder up to here"],
    ["e", "change a knob: a new run"],
    ["h", "a hint for this question"],
    ["s", "skip this question"],
    ["1 2 3 enter", "answer: choose, then enter"],
    ["up down", "choose, or scroll"],
    ["?", "this help"],
    ["q", "quit; escape leaves a page like this one"],
  ];
  const lanes =
    "Lanes, from the left: client; 6 rwc, the server's socket; 5 checkConnErrorWriter; 4 conn.bufw; 3 chunkWriter; 2 response.w; 1 handler; deadlines; server. A byte goes from 1 to 6.";
  return [
    palette.bold("Keys"),
    ...keys.map(([key, what]) => `  ${palette.accent(key.padEnd(12))} ${what}`),
    "",
    ...wrap(lanes, columns),
  ];
}

function footer({ walk, mode }: Shown, { columns, palette, symbols }: ViewStyle): string[] {
  const keys =
    mode.kind === "knob"
      ? "name=value, enter  escape back"
      : mode.kind !== "walk"
        ? "up down scroll  escape back  q quit"
        : walk.step.kind === "question" && walk.replyTo(walk.step.question) === null
          ? walk.step.question.kind.type === "choice"
            ? "1 2 3 or up down, enter  s skip  h hint  left back  ? help  q quit"
            : "type it, enter  s skip  h hint  left back  ? help  q quit"
          : walk.step.kind === "end"
            ? "up down scroll  left back  e knob  g start  ? help  q quit"
            : "right next  left back  ] question  b bytes  w ladder  e knob  ? help  q quit";
  return [palette.dim(symbols.line.repeat(columns)), palette.dim(keys)];
}
