/**
 * Sequence numbers, which go round (RFC 9293 §3.4).
 *
 * @module
 */

export function after(a: number, b: number): boolean {
  return ((a - b) | 0) > 0;
}

export function before(a: number, b: number): boolean {
  return after(b, a);
}
