/**
 * Styled lines: how many columns they take, and cutting them.
 *
 * @module
 */

import stringWidth from "string-width";
import { noStyle } from "../terminal.ts";

/** A style of chalk's: it takes no column. */
const style = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, "g");

/**
 * Texts in which every character takes one column: the ladder's arrows are among them, which string-width takes for
 * emoji, two columns wide.
 */
const narrow = /^[ -~\u00a1-\u00ac\u00ae-\u02ff\u2192\u2500-\u25fc]*$/;

const segmenter = new Intl.Segmenter();

/** A line that was cut, and the columns that it takes. */
export interface Cut {
  readonly text: string;
  readonly width: number;
}

/** The columns that a styled text takes. Control characters take none. */
export function widthOf(text: string): number {
  return cut(text, Number.POSITIVE_INFINITY).width;
}

/**
 * A styled line, cut so that it takes no more than so many columns; no style goes on behind its end. Control
 * characters are left out: a line is to change nothing but its own row.
 */
export function cut(line: string, columns: number): Cut {
  let text = "";
  let width = 0;
  let styled = false;
  let from = 0;
  const take = (part: string): boolean => {
    if (narrow.test(part)) {
      const fits = part.slice(0, Math.max(columns - width, 0));
      text += fits;
      width += fits.length;
      return fits.length === part.length;
    }
    for (const { segment } of segmenter.segment(part)) {
      if (/\p{Cc}/u.test(segment)) continue;
      const wide = narrow.test(segment) ? segment.length : stringWidth(segment);
      if (width + wide > columns) return false;
      text += segment;
      width += wide;
    }
    return true;
  };
  for (const match of line.matchAll(style)) {
    if (!take(line.slice(from, match.index))) return { text: styled ? text + noStyle : text, width };
    text += match[0];
    styled = true;
    from = match.index + match[0].length;
  }
  take(line.slice(from));
  return { text: styled ? text + noStyle : text, width };
}
