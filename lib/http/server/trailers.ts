/**
 * The trailers of an answer: fields that are sent behind a chunked body (RFC 9110 §6.5, Go's declareTrailer and
 * finalTrailers).
 *
 * Either the Trailer field announces them, or they are set with a prefix that no field's name can have.
 *
 * @module
 */

import { canonicalHeaderKey, formatFields, type Header } from "../header.ts";

/** A field of this prefix, set in `w.header` while the body is written, is sent as a trailer (Go's TrailerPrefix). */
export const trailerPrefix = "Trailer:";

/** Collects the announced names, and finds the values at the end. */
export class Trailers {
  /** The announced names, in their canonical form; grows by declare. */
  readonly #announced: string[] = [];

  /** Notes a name that the Trailer field announces. One that must not be a trailer is passed over. */
  declare(name: string): void {
    const key = canonicalHeaderKey(name);
    if (!forbidden.has(key) && !key.startsWith("If-")) this.#announced.push(key);
  }

  /** The trailers as text, `""` if there are none. A name with the prefix is sent as it was written. */
  format(header: Header): string {
    const trailers = new Map<string, readonly string[]>();
    for (const [name, values] of header) {
      if (name.startsWith(trailerPrefix)) trailers.set(name.slice(trailerPrefix.length), values);
    }
    for (const name of this.#announced) {
      trailers.set(name, [...(trailers.get(name) ?? []), ...header.values(name)]);
    }
    return formatFields(trailers);
  }
}

/** Fields that must not be trailers (RFC 9110 §6.5.1, Go's httpguts.ValidTrailerHeader). */
const forbidden: ReadonlySet<string> = new Set([
  "Authorization",
  "Cache-Control",
  "Connection",
  "Content-Encoding",
  "Content-Length",
  "Content-Range",
  "Content-Type",
  "Expect",
  "Host",
  "Keep-Alive",
  "Max-Forwards",
  "Pragma",
  "Proxy-Authenticate",
  "Proxy-Authorization",
  "Proxy-Connection",
  "Range",
  "Realm",
  "Te",
  "Trailer",
  "Transfer-Encoding",
  "Www-Authenticate",
]);
