/**
 * A report for a terminal: for each server what it came to, in a few lines that fit.
 *
 * @module
 */

import { absentOf, clientsOf, clientText, versionsOf } from "../../compare/markdown.ts";
import { type Report, titleOf } from "../../compare/report.ts";
import type { Verdict } from "../../compare/verdict.ts";
import { printable } from "../../ladder/printable.ts";
import { ascii, type Palette, type Symbols, unicode } from "../../ladder/style.ts";
import { wrap } from "../../ladder/wrap.ts";
import { columns, palette, wantsColor } from "../terminal.ts";

/** Prints it, line by line. */
export function* printReport(
  { servers, clients, labs }: Report,
  { color, ascii: plainly }: { color: boolean | undefined; ascii: boolean },
): Generator<string> {
  const colors = palette(wantsColor(color));
  const symbols = plainly ? ascii : unicode;
  const row = function* (label: string, text: string): Generator<string> {
    if (text === "") return;
    const [first = "", ...more] = wrap(printable(text), columns() - 18);
    yield `    ${colors.dim(label.padEnd(12))}  ${first}`;
    for (const line of more) yield `${" ".repeat(18)}${line}`;
  };
  for (const line of wrap(`With ${versionsOf([...servers, ...clients]).join(", ")}`, columns())) {
    yield colors.dim(line);
  }
  for (const lab of labs) {
    yield "";
    for (const line of wrap(`${String(lab.number).padStart(2, "0")} ${lab.id}: ${lab.title}`, columns())) {
      yield colors.bold(line);
    }
    for (const line of wrap(lab.knobs, columns() - 3)) yield `   ${colors.dim(line)}`;
    for (const cell of lab.servers) {
      const isReference = cell.target === lab.reference;
      const verdict = isReference ? "the reference" : cell.verdict;
      yield `  ${paint(isReference ? "same" : cell.verdict, colors, symbols)} ${titleOf(servers, cell.target)}: ${verdict}`;
      if (cell.words !== null) yield* row("handler", cell.words.told);
      // The client and the connection are what they are with the reference.
      if (!isReference && cell.verdict === "same") continue;
      if (cell.words !== null) {
        yield* row("client", cell.words.got);
        yield* row("connection", cell.words.end);
      }
      if (!isReference) yield* row("because", cell.because.join("; "));
    }
    const { asked, notAsked } = clientsOf(lab);
    if (asked.length > 0) yield `  ${colors.dim("what clients say, with eoflab's server:")}`;
    for (const cell of asked) {
      yield `    ${titleOf(clients, cell.target)}`;
      yield* row("", clientText(cell));
    }
    for (const why of notAsked) for (const line of wrap(why, columns() - 3)) yield `   ${colors.dim(line)}`;
  }
  yield "";
  const absent = absentOf([...servers, ...clients]);
  if (absent.length > 0) for (const line of wrap(`Not here: ${absent.join("; ")}`, columns())) yield line;
  yield* wrap("What happened in one of them: eoflab compare LAB --cell SERVER", columns());
}

/** A mark with its colour. */
function paint(verdict: Verdict, colors: Palette, symbols: Symbols): string {
  if (verdict === "same") return colors.good(symbols.mark);
  if (verdict === "different" || verdict === "failed") return colors.bad(symbols.bad);
  return colors.accent("~");
}
