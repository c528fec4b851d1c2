/**
 * What a client is told whose request could not be read (Go: net/http server.go (*conn).serve).
 *
 * @module
 */

import { is } from "../../errors.ts";
import { isBadRequest, RefusedRequest } from "../request.ts";
import { statusText } from "../status.ts";

/**
 * The answer to a request that `readRequest` refused: it says the same in its status line and in its body, but
 * for the one of 501.
 *
 * @returns `null` when the connection itself failed, so that nobody is there to be told
 */
export function refusalOf(err: unknown): string | null {
  if (err instanceof RefusedRequest) {
    const what = `${err.status} ${statusText(err.status)}: ${err.reason}`;
    return refusal(what, what);
  }
  if (is(err, "REQUEST_TOO_LARGE")) {
    const what = "431 Request Header Fields Too Large";
    return refusal(what, what);
  }
  if (is(err, "UNSUPPORTED_TRANSFER_ENCODING")) {
    return refusal("501 Not Implemented", "Unsupported transfer encoding");
  }
  return isBadRequest(err) ? refusal("400 Bad Request", "400 Bad Request") : null;
}

function refusal(status: string, body: string): string {
  return `HTTP/1.1 ${status}\r\nContent-Type: text/plain; charset=utf-8\r\nConnection: close\r\n\r\n${body}`;
}
