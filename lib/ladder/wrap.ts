/**
 * Breaks a text into lines.
 *
 * @module
 */

/**
 * Breaks a text at blanks into lines of at most `width` characters; a longer word begins a line and is cut. Several
 * blanks are as one.
 *
 * @param later the width of all lines but the first, for those who indent them
 */
export function wrap(text: string, width: number, later: number = width): string[] {
  const lines: string[] = [];
  let line = "";
  const room = (): number => (lines.length === 0 ? width : later);
  for (let word of text.split(" ").filter((w) => w !== "")) {
    if (line !== "" && line.length + 1 + word.length > room()) {
      lines.push(line);
      line = "";
    }
    while (word.length > room()) {
      const part = word.slice(0, room());
      lines.push(part);
      word = word.slice(part.length);
    }
    line = line === "" ? word : `${line} ${word}`;
  }
  lines.push(line);
  return lines;
}
