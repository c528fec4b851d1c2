/**
 * Breaks a text into lines.
 *
 * @module
 */

/** The beginning of a text that fits into so many columns, and the columns that it takes. */
export type Cut = (text: string, columns: number) => { readonly text: string; readonly width: number };

/** Where each character takes a column. */
const byLength: Cut = (text, columns) => {
  const fits = text.slice(0, columns);
  return { text: fits, width: fits.length };
};

/**
 * Breaks a text at blanks into lines of at most `width` characters; a longer word begins a line and is cut. Several
 * blanks are as one.
 *
 * @param later the width of all lines but the first, for those who indent them
 * @param cut for a text with characters that are wider than a column
 */
export function wrap(text: string, width: number, later: number = width, cut: Cut = byLength): string[] {
  const widthOf = (part: string): number => cut(part, Number.POSITIVE_INFINITY).width;
  const lines: string[] = [];
  let line = "";
  const room = (): number => (lines.length === 0 ? width : later);
  for (let word of text.split(" ").filter((w) => w !== "")) {
    if (line !== "" && widthOf(line) + 1 + widthOf(word) > room()) {
      lines.push(line);
      line = "";
    }
    while (widthOf(word) > room()) {
      // No column is too narrow for one character, or there would be no end.
      const part = cut(word, room()).text || [...word].slice(0, 1).join("");
      lines.push(part);
      word = word.slice(part.length);
    }
    line = line === "" ? word : `${line} ${word}`;
  }
  lines.push(line);
  return lines;
}
