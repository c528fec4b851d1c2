/**
 * A ladder that plays: an asciicast of version 2, for asciinema and its players.
 *
 * @module
 */

import type { Recording } from "../trace/recording.ts";
import { type DrawnRow, drawRows, type LadderOptions } from "./ladder.ts";

/** How long a row stands before the next one comes, in seconds; less, if there are so many that it would take too long. */
const rowTime = 0.4;

/** How long all rows may take together, in seconds. */
const longest = 24;

/** How long the times in which nothing happens take together, in seconds; shorter if there are few. */
const longestPauses = 6;
const pauseTime = 1.5;

/** How long the end stands, in seconds. */
const endTime = 3;

/** The lines of the player's terminal: all of the ladder, if they are not too many for a screen. */
const mostLines = 50;
const scrolledLines = 36;

/**
 * Draws a recording as an asciicast, line by line and without line ends: each row comes when its turn is, and the times
 * in which nothing happens are short and in proportion.
 */
export function* drawCast(recording: Recording, title: string, options: LadderOptions): Generator<string> {
  const { width = 80 } = options;
  const rows = [...drawRows(recording, options)];
  const lines = rows.reduce((sum, row) => sum + row.lines.length, 0);
  // One more than the lines: the last line's end would scroll the first one away.
  const height = lines < mostLines ? lines + 1 : scrolledLines;
  yield JSON.stringify({ version: 2, width, height, title });
  const step = Math.min(rowTime, longest / rows.length);
  const pauses = pausesOf(rows);
  let t = 0;
  for (const [i, row] of rows.entries()) {
    t += (i === 0 ? 0 : step) + (pauses[i] ?? 0);
    yield JSON.stringify([rounded(t), "o", row.lines.map((line) => `${line.trimEnd()}\r\n`).join("")]);
  }
  yield JSON.stringify([rounded(t + endTime), "o", ""]);
}

/** How long nothing comes before each row, in seconds. */
function pausesOf(rows: readonly DrawnRow[]): number[] {
  const gaps = rows.map(({ gap }) => gap ?? 0);
  const sum = gaps.reduce((total, gap) => total + gap, 0);
  const all = Math.min(longestPauses, pauseTime * gaps.filter((gap) => gap > 0).length);
  return gaps.map((gap) => (sum === 0 ? 0 : (gap / sum) * all));
}

function rounded(t: number): number {
  return Math.round(t * 1000) / 1000;
}
