/**
 * Lab 10, longer-please: how it is searched for, where it has happened, and what prevents it.
 *
 * @module
 */

import type { Lab } from "../../lib/lab/lab.ts";

export const facts: Pick<Lab, "searchedAs" | "incident" | "prevent"> = {
  searchedAs: [
    "event stream ends after the same time",
    "SSE disconnects every 30 seconds",
    "EventSource reconnects again and again",
    "WriteTimeout kills streaming although data is flowing",
    "download always stops after 60 seconds",
    "stream: write tcp: i/o timeout after some events",
  ],
  incident: {
    id: "stacklok/toolhive#3691",
    url: "https://github.com/stacklok/toolhive/issues/3691",
    what: "Server-sent events were cut off after 30 seconds, however much was flowing: WriteTimeout is for the whole answer, not for each write.",
  },
  prevent: {
    go: "Keep Server.WriteTimeout strict, and let the handlers that stream call ResponseController.SetWriteDeadline before each piece.",
    node: "node:http has no deadline for a whole answer. server.timeout and res.setTimeout count silence: a stream that may be silent for longer sends a comment line now and then.",
    deno: "Deno.serve has no write timeout. What ends a stream is a limit on silence of a proxy between: send a comment line (: ping) more often than that.",
  },
};
