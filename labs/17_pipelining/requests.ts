/**
 * The three requests of lab 17, which leave in one segment.
 *
 * @module
 */

/** What may be wrong with one of them. */
export const troubles = ["none", "panic", "malformed", "close-asked", "close-set"] as const;

export type Trouble = (typeof troubles)[number];

/** How many there are. */
export const count = 3;

/** The bytes of all of them, the one of number `at` with its trouble, as far as that is in the request. */
export function requestBytes(trouble: Trouble, at: number): string {
  return Array.from({ length: count }, (_, i) => {
    const number = i + 1;
    return `GET /${number} HTTP/1.1\r\nHost: pipeline\r\n${number === at ? extraLine(trouble) : ""}\r\n`;
  }).join("");
}

function extraLine(trouble: Trouble): string {
  if (trouble === "malformed") return "no colon in this line\r\n";
  return trouble === "close-asked" ? "Connection: close\r\n" : "";
}
