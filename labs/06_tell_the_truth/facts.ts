/**
 * Lab 06, tell-the-truth: how it is searched for, where it has happened, and what prevents it.
 *
 * @module
 */

import type { Lab } from "../../lib/lab/lab.ts";

export const facts: Pick<Lab, "searchedAs" | "incident" | "prevent"> = {
  searchedAs: [
    "access log says 200 but the client got an empty reply",
    "status 200 in the access log, client got EOF",
    "502 from the proxy, 200 in the application's log",
    "log middleware does not see the write error",
    "write_error: write tcp: i/o timeout in the access log",
  ],
  incident: {
    id: "caddyserver/caddy#7938",
    url: "https://github.com/caddyserver/caddy/issues/7938",
    what: "Caddy's access log said 200 for answers that no client ever got; since then it flushes before it logs, and a field write_error says what that came to.",
  },
  prevent: {
    go: "Put one middleware around all handlers, which calls ResponseController.Flush after them and logs its error beside the status.",
    node: "Write the line at the close event of res, not when the handler is done: there res.writableFinished is false if the answer did not go out.",
    deno: "Write the line when the body is done: a ReadableStream as the body has its cancel called if it could not be sent. info.completed of Deno.serve resolves even then (Deno 2.9).",
  },
};
