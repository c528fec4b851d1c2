/**
 * Tables for a terminal.
 *
 * @module
 */

import type { Spread } from "./spread.ts";

/**
 * Lays out a table, with two blanks between the columns.
 *
 * @param words how many columns from the left are words, which begin at the left; the others are numbers
 */
export function table(head: readonly string[], lines: readonly (readonly string[])[], words: number): string {
  const widths = head.map((name, i) => Math.max(name.length, ...lines.map((line) => line[i]?.length ?? 0)));
  const show = (line: readonly string[]): string =>
    line
      .map((cell, i) => (i < words ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0)))
      .join("  ")
      .trimEnd();
  return [head, ...lines].map(show).join("\n");
}

/** A median and its spread: `1.32 (1.28..1.35)`. */
export function showSpread(spread: Spread | null, digits: number): string {
  if (spread === null) return "";
  const [median, min, max] = [spread.median, spread.min, spread.max].map((n) => n.toFixed(digits));
  return `${median} (${min}..${max})`;
}

/** A length in bytes: `64 KB`, `100 MB`. */
export function showBytes(bytes: number): string {
  const kb = bytes / 1024;
  return kb < 1000 ? `${round(kb)} KB` : `${round(kb / 1000)} MB`;
}

function round(n: number): string {
  return Number.isInteger(n) ? String(n) : n.toFixed(1);
}
