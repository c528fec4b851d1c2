/**
 * The Date field (RFC 9110 §5.6.7).
 *
 * @module
 */

/** The second that was formatted last, and its text: the answers of one second share it. */
let last = { second: Number.NaN, text: "" };

/** A date as IMF-fixdate, in whole seconds: `Thu, 01 Jan 1970 00:00:00 GMT` (Go's http.TimeFormat). */
export function formatHttpDate(date: Date): string {
  const second = Math.floor(date.getTime() / 1000);
  // ECMA-262 21.4.4.41.2 gives toUTCString the form of an IMF-fixdate.
  if (second !== last.second) last = { second, text: date.toUTCString() };
  return last.text;
}
