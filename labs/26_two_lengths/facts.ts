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
    id: "golang/go#71988",
    url: "https://github.com/golang/go/issues/71988",
    what: "Go took a chunk's size line that ended with LF alone; behind a front that read on to the CRLF, a request could be smuggled in (CVE-2025-22871).",
  },
  prevent: {
    go: "Go believes Transfer-Encoding, drops the Content-Length and keeps the connection; it has no setting to refuse both. Refuse such a request in the proxy before it, and keep Go up to date.",
    node: "Leave insecureHTTPParser off, and start no process with --insecure-http-parser: then node:http answers 400 wherever two numbers or codings stand side by side.",
    deno: "Deno.serve answers 400 where both stand, and has no setting that would weaken it. Keep Deno up to date, and let the proxy before it forward one length only.",
  },
};
