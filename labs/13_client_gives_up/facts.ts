/**
 * Lab 13, client-gives-up: how it is searched for, where it has happened, and what prevents it.
 *
 * @module
 */

import type { Lab } from "../../lib/lab/lab.ts";

export const facts: Pick<Lab, "searchedAs" | "incident" | "prevent"> = {
  searchedAs: [
    "context deadline exceeded (Client.Timeout exceeded while awaiting headers)",
    "context canceled in the handler",
    "handler keeps running after the client disconnected",
    "499 client closed request",
    "net/http: request canceled",
    "curl: (28) Operation timed out",
    "HeadersTimeoutError: UND_ERR_HEADERS_TIMEOUT",
    "TimeoutError: The operation was aborted due to timeout",
  ],
  incident: {
    id: "gotenberg/gotenberg#1457",
    url: "https://github.com/gotenberg/gotenberg/pull/1457",
    what: "Conversions went on after their clients had given up, and kept the queue from others: the handler had made a context of its own instead of taking the request's.",
  },
  prevent: {
    go: "Hand r.Context() to all that the handler waits for, and read the request's body first: only then does the server see the client go. A limit of its own: http.TimeoutHandler.",
    node: "Make an AbortController, abort it at the close event of res when res.writableFinished is false, and hand its signal to all that the handler waits for.",
    deno: "Hand request.signal to all that the handler waits for: Deno.serve aborts it when the client goes (and, unless --unstable-no-legacy-abort is given, after each answer, too).",
  },
};
