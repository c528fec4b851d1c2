/**
 * A text in quotes, as Go prints it with %q.
 *
 * @module
 */

const named: Readonly<Record<string, string>> = {
  '"': '\\"',
  "\\": "\\\\",
  "\u0007": "\\a",
  "\b": "\\b",
  "\f": "\\f",
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
  "\v": "\\v",
};

/**
 * What is escaped: the quote, the backslash, and what Go does not print as it is, which are letters, marks, numbers,
 * punctuation, symbols and the blank (unicode.IsPrint).
 */
const special = /["\\]|[^\p{L}\p{M}\p{N}\p{P}\p{S} ]/gu;

/** The text in quotes, with what cannot be printed escaped (Go's strconv.Quote). Bytes are as in lib/utf8.ts. */
export function quote(text: string): string {
  return `"${text.replace(special, (character) => named[character] ?? escaped(character))}"`;
}

/** Texts in quotes, as Go prints a slice with %q. */
export function quoteAll(texts: readonly string[]): string {
  return `[${texts.map(quote).join(" ")}]`;
}

function escaped(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  if (code >= 0xdc80 && code <= 0xdcff) return `\\x${hex(code - 0xdc00, 2)}`;
  if (code < 0x20 || code === 0x7f) return `\\x${hex(code, 2)}`;
  return code > 0xffff ? `\\U${hex(code, 8)}` : `\\u${hex(code, 4)}`;
}

function hex(code: number, digits: number): string {
  return code.toString(16).padStart(digits, "0");
}
