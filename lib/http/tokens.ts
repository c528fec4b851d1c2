/**
 * Lists in header fields (RFC 9110 §5.6.1), `close, Upgrade`, and numbers in them.
 *
 * @module
 */

import { trimBlanks } from "./header.ts";

/** The elements of a comma-separated list, without blanks and without empty ones (Go's foreachHeaderElement). */
export function headerElements(value: string): string[] {
  return value
    .split(",")
    .map(trimBlanks)
    .filter((element) => element !== "");
}

/** Whether a list has an element, in any case of letters (Go's hasToken, which takes blanks for commas too). */
export function hasToken(value: string, token: string): boolean {
  return value !== "" && value.split(/[ ,\t]/).some((element) => equalFold(element, token));
}

/** Whether one of a field's values has an element (Go's httpguts.HeaderValuesContainsToken). */
export function anyHasElement(values: readonly string[], token: string): boolean {
  return values.some((value) => headerElements(value).some((element) => equalFold(element, token)));
}

/** Whether two texts are the same but for the case of ASCII letters. Unicode has a `K` that is no K. */
export function equalFold(a: string, b: string): boolean {
  return a.length === b.length && lowerAscii(a) === lowerAscii(b);
}

function lowerAscii(text: string): string {
  return text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}

/** The largest number that Go's int64 has. */
const maxInt64 = 2n ** 63n - 1n;

/** Each number of so many digits is one in JavaScript, too, and one of an int64. */
const exactDigits = 15;

/**
 * A number of a peer's, or of a handler's, in decimal digits and nothing else (Go's strconv.ParseUint with 63 bits).
 *
 * @returns `null` if it is none, or more than an int64 has; above 2^53 what is left of it in a JavaScript number
 */
export function parseDecimal(text: string): number | null {
  if (!/^[0-9]+$/.test(text)) return null;
  if (text.length <= exactDigits) return Number(text);
  const significant = text.replace(/^0+(?=.)/, "");
  if (significant.length > 19 || BigInt(significant) > maxInt64) return null;
  return Number(significant);
}

/** A length that a handler declares: as parseDecimal, but with a sign if it likes one (Go's strconv.ParseInt). */
export function parseSignedDecimal(text: string): number | null {
  const length = parseDecimal(text.replace(/^[+-]/, ""));
  return length !== 0 && text.startsWith("-") ? null : length;
}
