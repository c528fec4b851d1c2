/**
 * The header that lab 25's client sends: of exactly the length that is asked for.
 *
 * @module
 */

const line = "GET / HTTP/1.1\r\nHost: lab\r\nCookie: ";
const end = "\r\n\r\n";

/** The shortest header that there is, in bytes: its cookie is empty. */
export const shortest = line.length + end.length;

/** @param ends whether the empty line comes; without it, the cookie is so much longer */
export function makeHeader(size: number, ends: boolean): string {
  const tail = ends ? end : "";
  return line + "a".repeat(size - line.length - tail.length) + tail;
}

/** Cuts it into pieces of a length; 0 leaves it whole. */
export function pieces(header: string, length: number): string[] {
  if (length === 0) return [header];
  const count = Math.ceil(header.length / length);
  return Array.from({ length: count }, (_, i) => header.slice(i * length, (i + 1) * length));
}
