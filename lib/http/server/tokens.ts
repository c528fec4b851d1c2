/**
 * Lists in header fields (RFC 9110 §5.6.1): `close, Upgrade`.
 *
 * @module
 */

/** The elements of a comma-separated list, without blanks and without empty ones (Go's foreachHeaderElement). */
export function headerElements(value: string): string[] {
  return value
    .split(",")
    .map((element) => element.trim())
    .filter((element) => element !== "");
}

/** Whether a list has an element, in any case of letters (Go's hasToken, which takes blanks for commas too). */
export function hasToken(value: string, token: string): boolean {
  return value !== "" && value.split(/[ ,\t]/).some((element) => element.toLowerCase() === token);
}
