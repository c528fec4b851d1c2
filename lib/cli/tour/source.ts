/**
 * Our own lines of code, as they stand in the file now. The sources are in the repository, and in the package
 * beside what was compiled from them.
 *
 * @module
 */

import { readFileSync } from "node:fs";
import { EoflabError } from "../../errors.ts";

/** Where a piece of code is found. */
export interface Mark {
  /** The file, from the project's folder. */
  readonly file: string;
  /** How its first line begins, indentation apart; one line of the file begins so. */
  readonly begins: string;
}

/** A piece of code: whole lines. */
export interface Fragment {
  readonly file: string;
  /** The number of its first line, from 1. */
  readonly line: number;
  readonly lines: readonly string[];
}

/** The project's folder: three above this file, and one more when it is the compiled one. */
const here = new URL("../../../", import.meta.url);
const root = here.pathname.endsWith("/dist/") ? new URL("../", here) : here;

/**
 * Reads the code at a mark: one statement, or a function to its closing brace. The indentation of its first line is
 * taken off.
 *
 * @throws EoflabError NOT_INSTALLED when the file cannot be read; Error when the mark is not there, or more than once
 */
export function readFragment(mark: Mark): Fragment {
  return fragmentOf(mark, readSource(mark.file));
}

/**
 * Finds the code at a mark in a text.
 *
 * @throws Error when the mark is not there, is there more than once, or what it begins does not end
 */
export function fragmentOf({ file, begins }: Mark, text: string): Fragment {
  const lines = text.split("\n");
  const starts = lines.flatMap((line, i) => (line.trimStart().startsWith(begins) ? [i] : []));
  const [start] = starts;
  if (start === undefined || starts.length > 1) {
    throw new Error(`${file}: ${starts.length} lines begin with ${begins}: want one`);
  }
  const first = lines[start] ?? "";
  const indent = first.slice(0, first.length - first.trimStart().length);
  const end = first.endsWith(";")
    ? start
    : lines.findIndex(
        (line, i) => i > start && /^[})\]]+[;,]?$/.test(line.slice(indent.length)) && line.startsWith(indent),
      );
  if (end === -1) throw new Error(`${file}:${start + 1}: what begins here does not end`);
  const cut = (line: string): string => (line.startsWith(indent) ? line.slice(indent.length) : line);
  return { file, line: start + 1, lines: lines.slice(start, end + 1).map(cut) };
}

function readSource(file: string): string {
  try {
    return readFileSync(new URL(file, root), "utf8");
  } catch (err) {
    throw new EoflabError(
      "NOT_INSTALLED",
      `the tour reads ${file}, and cannot: ${err instanceof Error ? err.message : String(err)}`,
    );
  }
}
