/**
 * Lab 12, blocked-loop: how it is searched for, where it has happened, and what prevents it.
 *
 * @module
 */

import type { Lab } from "../../lib/lab/lab.ts";

export const facts: Pick<Lab, "searchedAs" | "incident" | "prevent"> = {
  searchedAs: [
    "event loop blocked",
    "all requests are slow at once, one core at 100 %",
    "setTimeout fires late",
    "health check fails while one request computes",
    "ReDoS: a regular expression blocks the server",
    "EOF for the slow request, and the quick ones have waited",
  ],
  incident: {
    id: "CVE-2024-45296",
    url: "https://github.com/advisories/GHSA-9wv6-86v2-598j",
    what: "Routes of path-to-regexp became regular expressions that backtrack: one request with a long path, and a server of Node answered nobody until it was through.",
  },
  prevent: {
    go: "Nothing to do: goroutines run on several threads, and one that computes is interrupted (since Go 1.14). They only share the cores.",
    node: "Compute in a worker (node:worker_threads), or in pieces with an awaited setImmediate between them. No call whose name ends in Sync in handlers. Watch perf_hooks.monitorEventLoopDelay.",
    deno: "Compute in a Worker, or in pieces with an awaited timer between them. deno serve --parallel has several threads, and one computation blocks one of them.",
  },
};
