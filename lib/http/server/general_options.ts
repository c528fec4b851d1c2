/**
 * `OPTIONS *`: a question about the server as a whole, which no handler has to know (RFC 9110 §9.3.7, Go's
 * globalOptionsHandler).
 *
 * @module
 */

import { readAll } from "../body.ts";
import { maxBytesReader } from "./max_bytes_reader.ts";
import type { Handler } from "./response_writer.ts";

/** How much of a body is read that nobody asked for, in bytes. */
const maxBody = 4 << 10;

/** A handler that answers `OPTIONS *` with nothing, and passes everything else on. */
export function answerGeneralOptions(handler: Handler): Handler {
  return (w, r) => (r.method === "OPTIONS" && r.target === "*" ? answer(w, r) : handler(w, r));
}

const answer: Handler = async (w, r) => {
  w.header.set("Content-Length", "0");
  if (r.contentLength !== 0) await readAll(maxBytesReader(w, r.body, maxBody));
};
