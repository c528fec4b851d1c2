/**
 * Lab 21, shutdown: how it is searched for, where it has happened, and what prevents it.
 *
 * @module
 */

import type { Lab } from "../../lib/lab/lab.ts";

export const facts: Pick<Lab, "searchedAs" | "incident" | "prevent"> = {
  searchedAs: [
    "server shutdown hangs",
    "graceful shutdown drops requests",
    "Shutdown: context deadline exceeded",
    "http: Server closed",
    "dial tcp: connect: connection refused",
    "EOF during deploy",
    "server.close() does not exit",
  ],
  incident: {
    id: "golang/go#22682",
    url: "https://github.com/golang/go/issues/22682",
    what: "Connections on which no request had come kept Shutdown waiting. Since then such a connection counts as idle after five seconds.",
  },
  prevent: {
    go: "Give Shutdown a context that lasts longer than the slowest handler and than five seconds, let main wait until it has returned, and Close what is left. ReadHeaderTimeout ends half a header sooner.",
    node: "server.close() closes idle connections (since Node 19) and waits for the rest, half a header included: headersTimeout is not looked at any more. Set a timer that calls server.closeAllConnections() for what is left.",
    deno: "await server.shutdown() of Deno.serve: half a header ends at once, handlers are waited for without a limit. Race it with a timer that calls Deno.exit(); to abort the signal given to Deno.serve then throws BadResource.",
  },
};
