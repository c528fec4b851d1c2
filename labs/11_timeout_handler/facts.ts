/**
 * Lab 11, timeout-handler: how it is searched for, where it has happened, and what prevents it.
 *
 * @module
 */

import type { Lab } from "../../lib/lab/lab.ts";

export const facts: Pick<Lab, "searchedAs" | "incident" | "prevent"> = {
  searchedAs: [
    "http: Handler timeout",
    "503 Service Unavailable from TimeoutHandler",
    "ErrHandlerTimeout",
    "TimeoutHandler, and still an empty reply instead of 503",
    "timeout closes the socket instead of returning 503",
  ],
  incident: {
    id: "gotenberg/gotenberg#396",
    url: "https://github.com/gotenberg/gotenberg/issues/396",
    what: "With a process timeout of 29 seconds a slow conversion was answered with 503, with 30 curl got an empty reply, until the server's write timeout was made longer, too.",
  },
  prevent: {
    go: "The limit of http.TimeoutHandler must be shorter than Server.WriteTimeout, with time to spare for the answer's way out. Let the handler watch r.Context(), and log http.ErrHandlerTimeout from its Write.",
    node: "node:http has none: answer 503 from a timer of your own while res.headersSent is false, and abort the handler's AbortController. server.timeout destroys the socket without an answer.",
    deno: "Deno.serve has none: return Promise.race of the handler's answer and of a timer's 503, and hand the handler an AbortSignal.timeout to stop by.",
  },
};
