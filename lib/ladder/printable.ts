/**
 * Makes a text safe to print: what a peer sent, or what stands in a file, does not command the terminal.
 *
 * @module
 */

/** A text for one line of a terminal, which obeys no control character: a line end is a blank, others are dots. */
export function printable(text: string): string {
  return text.replace(/[\r\n\t]+/g, " ").replace(/\p{C}/gu, ".");
}
