/**
 * The pages that cover the walk: the whole ladder, the summary, a knob, what differs, the help.
 *
 * @module
 */

import {
  answerDifferences,
  type Difference,
  knobDifferences,
  outcomeDifferences,
} from "../../lab/differences.ts";
import { formatKnob } from "../../lab/knob.ts";
import type { Lab } from "../../lab/lab.ts";
import type { Walk } from "../../lab/walk.ts";
import { drawLadder } from "../../ladder/ladder.ts";
import { printable } from "../../ladder/printable.ts";
import { wrap } from "../../ladder/wrap.ts";
import { Recording } from "../../trace/recording.ts";
import { factsOf } from "../facts.ts";
import { ending } from "../show.ts";
import { offer } from "../workshop/offer.ts";
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

/** What comes after the last event: predicted and observed, the outcome and why, what a knob changed, what prevents it, and what to try next. */
export function summary(walk: Walk, before: Recording | null, style: ViewStyle): string[] {
  const { columns, symbols, palette } = style;
  const exercise = offer(walk.lab);
  return [
    ...verdicts(walk, { width: columns, symbols, palette }),
    "",
    ...ending(walk.lab, walk.recording, palette, columns),
    "",
    ...(before === null ? [] : [...changes(walk, before, style), ""]),
    ...factsOf(walk.lab, palette, columns),
    "",
    palette.bold("Try next"),
    ...walk.lab.next.flatMap(({ args, shows }) => [
      `  ${palette.accent(args.replace(/^run /, "step "))}`,
      palette.dim(`      ${shows}`),
    ]),
    ...(exercise === null
      ? []
      : [
          `  ${palette.accent(exercise.command)}`,
          ...wrap(exercise.shows, columns - 6).map((line) => palette.dim(`      ${line}`)),
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
    const setting = `${name}=${knobText(lab, recording, name)}`;
    const [first = "", ...more] = wrap(`${setting}: ${spec.help}`, columns - 2, columns - 4);
    lines.push(`  ${first}`, ...more.map((line) => `    ${line}`));
  }
  return lines;
}

/** What is another since a knob was changed. What came of it is told when nothing is asked about it any more. */
export function changes(walk: Walk, before: Recording | null, style: ViewStyle): string[] {
  if (before === null) return [];
  const { lab, recording, open } = walk;
  const { palette, columns } = style;
  const lines = [palette.bold("What differs from the run before"), ""];
  for (const { what } of knobDifferences(before, recording)) {
    const [was, is] = [before, recording].map((rec) => knobText(lab, rec, what));
    lines.push(...changeLines({ what: `knob ${what}`, before: was ?? "", after: is ?? "" }, style));
  }
  if (open > 0) {
    const asked = open === 1 ? "1 question" : `${open} questions`;
    const said = `What came of it is asked first: ${asked}. Enter leads back to the walk, at whose end it stands here. Or press d: it is shown now, and the questions are skipped.`;
    return [...lines, "", ...wrap(said, columns)];
  }
  const outcome = outcomeDifferences(before, recording);
  if (outcome.length === 0) lines.push("", "The outcome is the same.");
  lines.push(...outcome.flatMap((d) => changeLines(d, style)));
  const answers = answerDifferences(lab, before, recording);
  if (answers.length > 0) lines.push("", palette.bold("Questions with another answer now"), "");
  lines.push(...answers.flatMap((d) => changeLines(d, style)));
  return lines;
}

/** The value that a knob has in a run, as it is written. */
function knobText({ knobs }: Lab, { header }: Recording, name: string): string {
  const [spec, value] = [knobs[name], header.knobs[name]];
  return spec === undefined || value === undefined ? "" : formatKnob(spec, value);
}

function changeLines({ what, before, after }: Difference, { columns, palette }: ViewStyle): string[] {
  return [
    ...wrap(what, columns).map((line) => palette.accent(line)),
    ...labelled("  before: ", before, columns).map((line) => palette.dim(line)),
    ...labelled("  now:    ", after, columns),
  ];
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
    "Lanes, from the left: client; the wire, where packets were captured; 6 rwc, the server's socket; 5 checkConnErrorWriter; 4 conn.bufw; 3 chunkWriter; 2 response.w; 1 handler; deadlines; server. A byte goes from 1 to 6.";
  return [
    palette.bold("Keys"),
    ...keys.flatMap(([key, what]) => labelled(`  ${key.padEnd(12)} `, what, columns)),
    "",
    ...wrap(lanes, columns),
  ];
}
