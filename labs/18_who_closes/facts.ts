/**
 * Lab 18, who-closes: how it is searched for, where it has happened, and what prevents it.
 *
 * @module
 */

import type { Lab } from "../../lib/lab/lab.ts";

export const facts: Pick<Lab, "searchedAs" | "incident" | "prevent"> = {
  searchedAs: [
    "keep-alive does not work with HTTP/1.0",
    "too many connections in TIME_WAIT",
    "ab -k: Keep-Alive requests: 0",
    "Connection: close in the response though keep-alive was asked for",
    "new connection for every request behind nginx",
    "does an error status close the connection",
  ],
  incident: {
    id: "golang/go#32540",
    url: "https://github.com/golang/go/issues/32540",
    what: "Keep-alive worked for HTTP/1.0 clients up to 2048 bytes of body, and no further: from there on the server knows no length to send.",
  },
  prevent: {
    go: "Set Content-Length where the length is known: then also a long answer to HTTP/1.0 keeps its connection. In the proxy before it speak HTTP/1.1 (nginx: proxy_http_version 1.1 and an empty Connection).",
    node: "Set content-length, or give the whole body to res.end(): node:http counts it then. shouldKeepAlive on the response says what will happen, and an Agent with keepAlive reuses what is kept.",
    deno: "Give Response a body of known length (text, bytes, a Blob): Deno.serve sends its Content-Length. To end a connection set the header connection: close on the Response.",
  },
};
