/**
 * Styled lines, cut to the width of a screen.
 *
 * @module
 */

const esc = "\x1b";

/** What ends all styles. */
const reset = "\x1b[0m";

/** Cuts a line to so many columns. Codes that style it take none; where it is cut, its styles end. */
export function cut(line: string, columns: number): string {
  let width = 0;
  let styled = false;
  for (let i = 0; i < line.length; ) {
    if (line[i] === esc) {
      styled = true;
      i = endOfCode(line, i);
      continue;
    }
    const char = String.fromCodePoint(line.codePointAt(i) ?? 0);
    if (width + 1 > columns) return styled ? line.slice(0, i) + reset : line.slice(0, i);
    width++;
    i += char.length;
  }
  return line;
}

/** How many columns a line takes. */
export function widthOf(line: string): number {
  let width = 0;
  for (let i = 0; i < line.length; ) {
    if (line[i] === esc) i = endOfCode(line, i);
    else {
      i += String.fromCodePoint(line.codePointAt(i) ?? 0).length;
      width++;
    }
  }
  return width;
}

/** A line with blanks behind it, up to so many columns. */
export function pad(line: string, columns: number): string {
  return line + " ".repeat(Math.max(0, columns - widthOf(line)));
}

/** Where the code that begins at `start` ends: ESC [ parameters letter. */
function endOfCode(line: string, start: number): number {
  let i = start + 2;
  while (i < line.length && !/[A-Za-z]/.test(line[i] ?? "")) i++;
  return i + 1;
}
