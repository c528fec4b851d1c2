/**
 * Lab 01, silent-eof: how it is searched for, where it has happened, and what prevents it.
 *
 * @module
 */

import type { Lab } from "../../lib/lab/lab.ts";

export const facts: Pick<Lab, "searchedAs" | "incident" | "prevent"> = {
  searchedAs: [
    'Get "http://…": EOF',
    "empty reply from server",
    "connection closed before message completed",
    "upstream prematurely closed connection while reading response header from upstream",
    "Write returns nil but the response never arrives",
    "TypeError: fetch failed (SocketError: other side closed)",
    "didn't send any data: ERR_EMPTY_RESPONSE",
    "socket hang up",
  ],
  incident: {
    id: "golang/go#21389",
    url: "https://github.com/golang/go/issues/21389",
    what: "A handler that writes after the server's WriteTimeout gets no error, nothing is logged, and the client gets nothing. Reported in 2017, and open.",
  },
  prevent: {
    go: "Give the handlers less time than the connection: an http.TimeoutHandler whose limit is shorter than Server.WriteTimeout. Or give the slow one more: ResponseController.SetWriteDeadline. And log what ResponseController.Flush returns.",
    node: "node:http has no write timeout, but server.timeout destroys a silent socket in the same way, and only the callback of res.write is told (ERR_STREAM_DESTROYED). Answer 503 from a timer of your own before it passes.",
    deno: "Deno.serve has no write timeout. Where a limit is wanted, return Promise.race of the answer and of a timer's 503: so the client is told.",
  },
};
