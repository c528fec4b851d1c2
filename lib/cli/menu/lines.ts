/**
 * What the menu shows: the labs by part, with what was done of each.
 *
 * @module
 */

import type { Lab } from "../../lab/lab.ts";
import type { Palette } from "../../ladder/style.ts";
import type { LabProgress } from "../progress/progress.ts";

/** How the menu looks at one moment. */
export interface MenuView {
  /** The labs that fit what is looked for, in their order. */
  readonly found: readonly Lab[];
  /** The place in `found` of the marked one. */
  readonly at: number;
  /** What is looked for; `null` when nothing is. */
  readonly search: string | null;
  readonly progress: (id: string) => LabProgress;
  readonly parts: readonly string[];
  readonly palette: Palette;
  readonly ascii: boolean;
  readonly rows: number;
}

/** The labs in whose number, name, title, symptom or searched words every word is. */
export function findLabs(labs: readonly Lab[], search: string): readonly Lab[] {
  const words = search.toLowerCase().split(/\s+/);
  return labs.filter(({ number, id, title, symptom, searchedAs }) => {
    const texts = [String(number).padStart(2, "0"), id, title, symptom, ...searchedAs];
    const text = texts.join(" ").toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

/** The screen's lines. Where there are more labs than rows, those around the marked one. */
export function menuLines(view: MenuView): string[] {
  const { found, at, search, palette, rows } = view;
  const { bold, dim } = palette;
  const marked = found[at];
  const body: string[] = [];
  let markedRow = 0;
  let part = 0;
  for (const [i, lab] of found.entries()) {
    if (lab.part !== part) {
      part = lab.part;
      body.push(bold(`Part ${part}: ${view.parts[part] ?? ""}`));
    }
    if (i === at) markedRow = body.length;
    body.push(row(lab, i === at, view));
  }
  if (found.length === 0) body.push(dim(`  no lab has "${search}": Backspace or Esc`));
  const head = [`${bold("eoflab")}  ${search === null ? "which lab?" : `looking for: ${search}_`}`, ""];
  const foot = [
    "",
    dim(marked === undefined ? "" : `  ${marked.symptom}`),
    dim(
      search === null
        ? "Up Down: choose  Enter: open  / or a letter: find  q: quit"
        : "Up Down: choose  Enter: open  Esc: all labs  Ctrl-C: quit",
    ),
  ];
  const room = Math.max(rows - head.length - foot.length, 1);
  const from = Math.max(0, Math.min(markedRow - Math.floor(room / 2), body.length - room));
  const shown = body.slice(from, from + room);
  while (shown.length < room) shown.push("");
  return [...head, ...shown, ...foot];
}

function row(lab: Lab, isMarked: boolean, { progress, palette, ascii }: MenuView): string {
  const { done, stoppedAt, answers } = progress(lab.id);
  const began = stoppedAt !== null || Object.keys(answers).length > 0;
  const [symbol, word] = done
    ? [ascii ? "x" : "✓", "done"]
    : began
      ? [ascii ? "~" : "◐", "begun"]
      : [ascii ? "." : "·", "new"];
  const state = `${symbol} ${word.padEnd(5)}`;
  const said = done ? palette.good(state) : began ? palette.accent(state) : palette.dim(state);
  const name = `${String(lab.number).padStart(2, "0")} ${lab.id.padEnd(18)}`;
  return `${isMarked ? ">" : " "} ${said}  ${isMarked ? palette.bold(name) : name} ${lab.title}`;
}
