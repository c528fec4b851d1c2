/**
 * What becomes of a request's body that the handler has not read.
 *
 * The next request begins behind it, so before an answer promises to keep the connection, the server reads the
 * rest, up to 256 KB. More than that is cheaper to refuse: the answer then says `Connection: close`.
 *
 * Go: net/http server.go (*chunkWriter).writeHeader, in the middle; RFC 9112 §9.3.
 *
 * @module
 */

import { EoflabError, is } from "../../errors.ts";
import { type Body, MessageBody, maxPostHandlerReadBytes } from "../body.ts";
import { ExpectContinueReader } from "./expect_continue_reader.ts";

/**
 * Reads what is left of a body, if the connection is worth it.
 *
 * @param handlerBody the body as the handler sees it, which it may have wrapped
 * @param body the same as it comes from the connection
 * @returns `read`: the connection may go on; `unreadable`: it may not, and nothing is said about it;
 *   `too big`: it may not, and the answer says so
 */
export async function discardUnreadBody(
  handlerBody: Body,
  body: Body,
): Promise<"read" | "unreadable" | "too big"> {
  // A client that still waits for `100 Continue` may send nothing at all.
  if (handlerBody instanceof ExpectContinueReader) return "read";
  if (handlerBody instanceof MessageBody) {
    if (handlerBody.closed) return handlerBody.sawEof ? "read" : "unreadable";
    if (handlerBody.unread >= maxPostHandlerReadBytes) return "too big";
  }
  if (!(body instanceof MessageBody)) return "read";
  try {
    const { ended } = await body.discard(maxPostHandlerReadBytes + 1);
    if (!ended) return "too big";
    await body.close();
    return "read";
  } catch (err) {
    if (!(err instanceof EoflabError)) throw err;
    return is(err, "BODY_READ_AFTER_CLOSE") ? "read" : "unreadable";
  }
}

/** Whether a body was read to its last byte, so that nothing of it is left to be read by the server. */
export function wasRead(handlerBody: Body, body: Body): boolean {
  if (handlerBody !== body || !(body instanceof MessageBody)) return false;
  return body.sawEof && body.unread === 0 && !body.closed;
}

/** Closes a body whose errors are of no interest any more. */
export async function closeQuietly(body: Body): Promise<void> {
  try {
    await body.close();
  } catch (err) {
    if (!(err instanceof EoflabError)) throw err;
  }
}
