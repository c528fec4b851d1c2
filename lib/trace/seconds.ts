/**
 * Lab time, for people.
 *
 * @module
 */

/** A duration as it is said: `500 ms`, `10 s`, `1.5 s`. */
export function seconds(ms: number): string {
  return ms < 1000 ? `${Math.round(ms * 1000) / 1000} ms` : `${Math.round(ms) / 1000} s`;
}
