/**
 * Lab 26, two-lengths: how it is searched for, where it has happened, and what prevents it.
 *
 * @module
 */

import type { Lab } from "../../lib/lab/lab.ts";

export const facts: Pick<Lab, "searchedAs" | "incident" | "prevent"> = {
  searchedAs: [
    "http request smuggling",
    "Content-Length and Transfer-Encoding in the same request",
    "HPE_UNEXPECTED_CONTENT_LENGTH",
    "HPE_INVALID_TRANSFER_ENCODING",
    "http: message cannot contain multiple Content-Length headers",
    "unsupported transfer encoding",
    "users get each other's responses",
  ],
  incident: {
    id: "CVE-2025-22871",
    url: "https://github.com/golang/go/issues/71988",
    what: "Go took a chunk size line that ended with LF alone; behind a front that read on to the next CRLF, a request could be smuggled in.",
  },
  prevent: {
    go: "Go believes Transfer-Encoding, drops the Content-Length, and has no setting to refuse both. Refuse in the proxy before it; in Go 1.24.2 and later a chunk's line must end with CRLF.",
    node: "Leave insecureHTTPParser off (and start no process with --insecure-http-parser): then node:http answers 400 to all of these.",
    deno: "Deno.serve refuses both together with 400 and has no setting that would weaken it. Keep Deno up to date, and let the proxy before it send one length only.",
  },
};
