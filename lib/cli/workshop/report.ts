/**
 * Says what a check found out.
 *
 * @module
 */

import { relative } from "node:path";
import process from "node:process";
import type { Behaviour } from "../../lab/exercise.ts";
import { drawLadder } from "../../ladder/ladder.ts";
import { printable } from "../../ladder/printable.ts";
import type { Palette, Symbols } from "../../ladder/style.ts";
import { wrap } from "../../ladder/wrap.ts";
import { parseRecording, Recording } from "../../trace/recording.ts";
import { type Checked, passed } from "../../workshop/check.ts";
import type { Message } from "../../workshop/protocol.ts";
import { invocation } from "../invocation.ts";
import type { Chosen } from "./which.ts";

/** How it is said. */
export interface ReportStyle {
  readonly width: number;
  readonly palette: Palette;
  readonly symbols: Symbols;
}

/** So many events are drawn before the one where it shows, and after it. */
const before = 7;
const after = 3;

/** Says it, line by line. */
export function* report(chosen: Chosen, checked: Checked, style: ReportStyle): Generator<string> {
  const { bold, good, bad, dim } = style.palette;
  const { lab, exercise } = chosen;
  const name = `${String(lab.number).padStart(2, "0")} ${lab.id}`;
  yield bold(`Exercise ${name}: ${shortPath(chosen.file)}`);
  yield "";
  const { broken, behaviours } = checked;
  for (const behaviour of exercise.behaviours) {
    const came = behaviours.get(behaviour.id);
    if (came === undefined) continue;
    if (came.kind === "held") {
      yield* marked(good(style.symbols.mark), behaviour.text, style.width);
    } else {
      yield* marked(bad(style.symbols.bad), bad(behaviour.text), style.width);
      yield* failure(came, behaviour, style);
    }
  }
  if (broken !== null) {
    yield* marked(bad(style.symbols.bad), bad(placeText(chosen, checked)), style.width);
    for (const line of broken.what.split("\n")) yield* indented(printable(line), 4, style.width);
  }
  yield* printedByFile(checked, style);
  yield "";
  const open = exercise.behaviours.filter(({ id }) => behaviours.get(id)?.kind !== "held").length;
  if (passed(checked)) {
    yield good(`All ${exercise.behaviours.length} hold: this is repaired.`);
    yield `Another way to do it: ${invocation("workshop")} solution ${lab.id}. Go on: ${invocation("workshop")} next`;
  } else {
    yield bad(`${open} of ${exercise.behaviours.length} do not hold yet.`);
    yield `A hint: ${invocation("workshop")} hint ${lab.id}`;
  }
  yield dim(`checked in ${Math.round(checked.ms)} ms`);
}

/** The same for a program. */
export function reportData({ lab, exercise, file }: Chosen, checked: Checked): object {
  const { behaviours, broken, printed, lines, ms } = checked;
  return {
    lab: lab.id,
    file,
    passed: passed(checked),
    behaviours: exercise.behaviours.map(({ id, text, see }) => {
      const came = behaviours.get(id);
      const rest = came?.kind === "failed" ? { expected: came.expected, seen: came.seen, see } : {};
      return { id, text, held: came === undefined ? null : came.kind === "held", ...rest };
    }),
    broken,
    printed: { lines, first: printed },
    ms: Math.round(ms),
  };
}

/** What was expected and seen, the run around the place, and where to read on. */
function* failure(
  { expected, seen, at, recording }: Extract<Message, { kind: "failed" }>,
  { see }: Behaviour,
  { width, palette, symbols }: ReportStyle,
): Generator<string> {
  yield* indented(`expected: ${printable(expected)}`, 4, width);
  yield* indented(`seen:     ${printable(seen)}`, 4, width);
  if (recording !== null && at !== null) {
    yield "";
    const { header, events } = parseRecording(recording.join("\n"));
    const part = new Recording(header, events.slice(Math.max(at - 1 - before, 0), at + after));
    const current = events[at - 1] ?? null;
    for (const line of drawLadder(part, { width: width - 2, symbols, palette, current, heading: "short" })) {
      yield `  ${line.trimEnd()}`;
    }
  }
  yield "";
  yield* indented(palette.dim(`The lab shows why: ${invocation()} ${see}`), 4, width);
  yield "";
}

/** The lines that the file printed: of many the first ones. */
function* printedByFile({ printed, lines }: Checked, { width, palette }: ReportStyle): Generator<string> {
  if (lines === 0) return;
  yield "";
  yield palette.dim(
    lines > printed.length ? `The file printed ${lines} lines; the first ones:` : "The file printed:",
  );
  for (const line of printed) yield* indented(printable(line), 4, width);
}

function placeText({ file }: Chosen, { broken }: Checked): string {
  const where = broken?.where ?? null;
  return where === null ? shortPath(file) : `${shortPath(file)}:${where.line}:${where.column}`;
}

/** A path as one would write it here. */
export function shortPath(file: string): string {
  const path = relative(process.cwd(), file);
  return path.startsWith("..") ? file : path;
}

function* marked(symbol: string, text: string, width: number): Generator<string> {
  for (const [i, line] of wrap(text, width - 2).entries()) yield `${i === 0 ? symbol : " "} ${line}`;
}

function* indented(text: string, columns: number, width: number): Generator<string> {
  for (const line of wrap(text, width - columns)) yield `${" ".repeat(columns)}${line}`;
}
