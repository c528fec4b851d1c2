/**
 * A ladder as Markdown: a heading, a table of what it is a run of, and the ladder as text.
 *
 * @module
 */

import type { Recording } from "../trace/recording.ts";
import { drawLadder } from "./ladder.ts";
import { printable } from "./printable.ts";
import type { Symbols } from "./style.ts";

/** What stands above the ladder. */
export interface MarkdownHeading {
  readonly title: string;
  /** What it is a run of: names and values. */
  readonly facts: readonly (readonly [name: string, value: string])[];
}

/** Draws a recording as Markdown, line by line and without line ends. */
export function* drawMarkdown(
  recording: Recording,
  { title, facts }: MarkdownHeading,
  symbols: Symbols,
): Generator<string> {
  yield `# ${literal(title)}`;
  yield "";
  yield "| What | Value |";
  yield "| --- | --- |";
  for (const [name, value] of facts) yield `| ${literal(name)} | ${literal(value)} |`;
  yield "";
  const ladder = [...drawLadder(recording, { symbols })].map((line) => line.trimEnd());
  const fence = fenceFor(ladder);
  yield `${fence}text`;
  yield* ladder;
  yield fence;
}

/** More backticks in a row than any of the lines has: a peer's bytes do not end the block. */
function fenceFor(lines: readonly string[]): string {
  const longest = lines
    .flatMap((line) => line.match(/`+/g) ?? [])
    .reduce((most, run) => Math.max(most, run.length), 2);
  return "`".repeat(longest + 1);
}

/** A text of which Markdown and HTML make nothing. */
function literal(text: string): string {
  return printable(text).replace(/[\\`*_{}[\]<>#|~&]/g, "\\$&");
}
