/**
 * A stop of the tour as lines.
 *
 * @module
 */

import { printable } from "../../ladder/printable.ts";
import type { Palette } from "../../ladder/style.ts";
import { wrap } from "../../ladder/wrap.ts";
import type { Recording } from "../../trace/recording.ts";
import { seconds } from "../../trace/seconds.ts";
import { readFragment } from "./source.ts";
import { type Stop, stops } from "./stops.ts";

/** Draws a stop: what happens, Go's function, the run's values, our code with its line numbers. */
export function page(stop: Stop, rec: Recording, width: number, { bold, dim, accent }: Palette): string[] {
  const event = stop.on(rec);
  const lines = [
    bold(`${stops.indexOf(stop) + 1}/${stops.length}  ${stop.title}`),
    ...wrap(stop.text, width),
    "",
  ];
  lines.push(`Go: ${stop.go.file} ${stop.go.name}`);
  lines.push(
    event === undefined
      ? "This run did not come by here."
      : `In this run: event ${event.seq}, ${event.name}, at ${seconds(event.t)}`,
  );
  const values = event === undefined ? [] : stop.values(rec);
  for (const [name, value] of values) {
    const [first = "", ...more] = wrap(printable(value), width - name.length - 4, width - 4);
    lines.push(`  ${name}: ${accent(first)}`, ...more.map((line) => `    ${accent(line)}`));
  }
  for (const mark of stop.code) {
    const { file, line, lines: code } = readFragment(mark);
    lines.push("", dim(`${file}:${line}`));
    for (const [i, text] of code.entries()) lines.push(`${dim(String(line + i).padStart(4))}  ${text}`);
  }
  return lines;
}
