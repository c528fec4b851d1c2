/**
 * What the stepper's screen shows: lines, made from where it is. Nothing here knows a terminal.
 *
 * @module
 */

import type { Walk } from "../../lab/walk.ts";
import { isDrawn } from "../../ladder/describe.ts";
import { drawLadder } from "../../ladder/ladder.ts";
import { lanesOf } from "../../ladder/lanes.ts";
import { wrap } from "../../ladder/wrap.ts";
import { Recording } from "../../trace/recording.ts";
import { seconds } from "../../trace/seconds.ts";
import { widthOf } from "../screen/cut.ts";
import { bytesOf } from "./bytes.ts";
import { scrolled } from "./lines.ts";
import { changes, help, knobPrompt, summary, wholeLadder } from "./pages.ts";
import { panel } from "./panel.ts";
import type { Shown, ViewStyle } from "./shown.ts";

/** The least room that the stepper needs. */
export const smallest = { columns: 60, rows: 22 } as const;

/** From so many rows on the lanes have their names above them. */
const rowsForNames = 36;

/** The rows of the ladder that are always there. */
const fewestRows = 3;

/** The lines of the screen. */
export function view(shown: Shown, style: ViewStyle): string[] {
  const { rows } = style;
  if (isTooSmall(style)) return tooSmall(style);
  const head = title(shown, style);
  const foot = footer(shown, style);
  const room = rows - head.length - foot.length;
  return [...head, ...fill(body(shown, style, room), room), ...foot];
}

/** Whether there is too little room for anything but to say so. */
export function isTooSmall({ columns, rows }: ViewStyle): boolean {
  return columns < smallest.columns || rows < smallest.rows;
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
  const { lab, recording, at, steps, event } = walk;
  const name = `${String(lab.number).padStart(2, "0")} ${lab.id}`;
  const several = recording.events.some(({ conn }) => conn > 1);
  const conn = several && event !== null && event.conn > 0 ? `, connection #${event.conn}` : "";
  const place = `step ${at + 1} of ${steps.length}${event === null ? "" : `, ${seconds(event.t)}`}${conn}`;
  const gap = " ".repeat(Math.max(1, columns - widthOf(name) - place.length));
  return [`${palette.bold(name)}${gap}${palette.accent(place)}`, palette.dim(symbols.line.repeat(columns))];
}

function body(shown: Shown, style: ViewStyle, rows: number): string[] {
  const { walk, mode } = shown;
  switch (mode.kind) {
    case "walk":
      if (walk.step.kind === "end")
        return scrolled(summary(walk, shown.before, style), shown.top, rows, style.palette.dim);
      return ladderAbove(walk, ruled(panel(shown, style), style, rows), style, rows);
    case "bytes":
      return scrolled(bytesOf(walk.event, style), mode.top, rows, style.palette.dim);
    case "ladder":
      return scrolled(wholeLadder(walk, style), mode.top, rows, style.palette.dim);
    case "help":
      return scrolled(help(style), mode.top, rows, style.palette.dim);
    case "knob":
      return knobPrompt(walk, mode, style);
    case "changed":
      return scrolled(changes(walk, shown.before, style), mode.top, rows, style.palette.dim);
  }
}

/** How many lines may be scrolled away at most, so that scrolling back works at once. */
export function lastTop(shown: Shown, style: ViewStyle): number {
  const lines = {
    walk: () => (shown.walk.step.kind === "end" ? summary(shown.walk, shown.before, style) : []),
    bytes: () => bytesOf(shown.walk.event, style),
    ladder: () => wholeLadder(shown.walk, style),
    help: () => help(style),
    knob: () => [],
    changed: () => changes(shown.walk, shown.before, style),
  }[shown.mode.kind]();
  const room = style.rows - title(shown, style).length - footer(shown, style).length;
  return Math.max(0, lines.length - room);
}

/** The ladder up to now, as much of its end as there is room for, and the panel below it. */
function ladderAbove(walk: Walk, below: readonly string[], style: ViewStyle, rows: number): string[] {
  const room = Math.max(fewestRows, rows - below.length);
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
  const names = lines.slice(0, heading === "full" ? lanesOf(recording.header).length : 1);
  const tail = lines.slice(names.length).slice(-(room - names.length));
  return [...names, ...fill(tail, room - names.length), ...below];
}

/** The panel under its line; it leaves the ladder a few rows at least. */
function ruled(lines: readonly string[], { columns, symbols, palette }: ViewStyle, rows: number): string[] {
  const room = rows - fewestRows - 1;
  const fitting =
    lines.length <= room
      ? lines
      : [
          ...lines.slice(0, room - 1),
          palette.dim(`(${lines.length - room + 1} more lines: make the terminal taller)`),
        ];
  return [palette.dim(symbols.line.repeat(columns)), ...fitting];
}

/** The keys that do something here, as many as fit; how one gets away is always among them. */
function footer(shown: Shown, { columns, palette, symbols }: ViewStyle): string[] {
  const last = leaving(shown);
  let keys = "";
  for (const key of keysOf(shown)) {
    if (keys.length + key.length + 2 + last.length > columns) break;
    keys += `${key}  `;
  }
  return [palette.dim(symbols.line.repeat(columns)), palette.dim(keys + last)];
}

function leaving({ mode }: Shown): string {
  if (mode.kind === "knob") return "escape back";
  return mode.kind === "walk" ? "? help  q quit" : "escape back  q quit";
}

/** Those that matter most come first. */
function keysOf({ walk, mode }: Shown): readonly string[] {
  if (mode.kind === "knob") return ["name=value, enter"];
  if (mode.kind === "changed" && walk.open > 0) return ["enter to the walk", "d show it now"];
  if (mode.kind !== "walk") return ["up down scroll"];
  if (walk.step.kind === "end") return ["up down scroll", "left back", "e knob", "g start"];
  if (walk.step.kind === "question" && walk.replyTo(walk.step.question) === null) {
    const answer = walk.step.question.kind.type === "choice" ? "1 2 3 or up down, enter" : "type it, enter";
    return [answer, "s skip", "h hint", "left back"];
  }
  return ["right next", "left back", "] question", "b bytes", "w ladder", "e knob"];
}
