/**
 * The pages that cover the walk: the whole ladder, the summary, a knob, what differs, the help.
 *
 * @module
 */

import { differences } from "../../lab/differences.ts";
import { formatKnob } from "../../lab/knob.ts";
import type { Walk } from "../../lab/walk.ts";
import { drawLadder } from "../../ladder/ladder.ts";
import { printable } from "../../ladder/printable.ts";
import { wrap } from "../../ladder/wrap.ts";
import { Recording } from "../../trace/recording.ts";
import { ending } from "../show.ts";
import { labelled } from "./lines.ts";
import { verdicts } from "./plain.ts";
import type { ViewStyle } from "./shown.ts";

/** The ladder up to the current event, with all lanes named. */
export function wholeLadder(walk: Walk, { columns, symbols, palette }: ViewStyle): string[] {
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

/** What comes after the last event: predicted and observed, the outcome and why, and what to try next. */
export function summary(walk: Walk, style: ViewStyle): string[] {
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

/** Where a knob is changed. What is typed comes before the knobs: it is seen however many there are. */
export function knobPrompt(
  walk: Walk,
  { typed, error }: { readonly typed: string; readonly error: string | null },
  { columns, palette, symbols }: ViewStyle,
): string[] {
  const { lab, recording } = walk;
  const lines = [
    palette.bold("Change a knob, as name=value: a new run, and what differs"),
    palette.accent(`${symbols.right} ${typed}_`),
  ];
  if (error !== null) lines.push(...wrap(printable(error), columns).map((line) => palette.bad(line)));
  lines.push("");
  for (const [name, spec] of Object.entries(lab.knobs)) {
    const value = recording.header.knobs[name];
    const setting = `${name}=${value === undefined ? "" : formatKnob(spec, value)}`;
    const [first = "", ...more] = wrap(`${setting}: ${spec.help}`, columns - 2, columns - 4);
    lines.push(`  ${first}`, ...more.map((line) => `    ${line}`));
  }
  return lines;
}

/** What came out differently after a knob was changed. */
export function changes(before: Recording, after: Recording, { columns, palette }: ViewStyle): string[] {
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

/** The keys, and the lanes. */
export function help({ palette, columns }: ViewStyle): string[] {
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
    ...keys.flatMap(([key, what]) => labelled(`  ${key.padEnd(12)} `, what, columns)),
    "",
    ...wrap(lanes, columns),
  ];
}
