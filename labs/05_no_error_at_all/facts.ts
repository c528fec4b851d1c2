/**
 * Lab 05, no-error-at-all: how it is searched for, where it has happened, and what prevents it.
 *
 * @module
 */

import type { Lab } from "../../lib/lab/lab.ts";

export const facts: Pick<Lab, "searchedAs" | "incident" | "prevent"> = {
  searchedAs: [
    "truncated JSON, status 200, no error",
    "Unexpected end of JSON input",
    "response truncated behind nginx proxy_http_version 1.0",
    "page cut off in the middle now and then",
    "HTTP/1.0 response without Content-Length is shorter",
  ],
  incident: {
    id: "johnsusek/praeco#210",
    url: "https://github.com/johnsusek/praeco/pull/210",
    what: "Large answers of an API came through nginx cut off: it spoke HTTP/1.0 to the server behind it, where nothing tells half an answer from a whole one.",
  },
  prevent: {
    go: "Set Content-Length where it is known: to a client that speaks HTTP/1.0 nothing else tells half an answer from a whole one. Never set Transfer-Encoding: identity.",
    node: "Set Content-Length: to a client that speaks HTTP/1.0 Node sends no chunks, and a res.destroy in the middle looks like the end.",
    deno: "Answer with a string or bytes, which Deno.serve sends with a Content-Length, or set that header: a ReadableStream to an HTTP/1.0 client ends where the connection ends.",
  },
};
