/**
 * Lab 17, pipelining: how it is searched for, where it has happened, and what prevents it.
 *
 * @module
 */

import type { Lab } from "../../lib/lab/lab.ts";

export const facts: Pick<Lab, "searchedAs" | "incident" | "prevent"> = {
  searchedAs: [
    "http pipelining",
    "head-of-line blocking",
    "unexpected EOF for pipelined requests",
    "pipelined requests lost",
    "is it safe to retry after connection closed before response",
    "http: panic serving, and the requests behind it are lost",
    "order 2: out of stock",
  ],
  incident: {
    id: "line/armeria#3723",
    url: "https://github.com/line/armeria/issues/3723",
    what: "A client with pipelining on put every method into the pipeline, also those that must not be sent twice when the connection ends before the answer.",
  },
  prevent: {
    go: "net/http's Transport never pipelines. A handler that may fail recovers and answers 500, so that the connection and what stands behind it live; one that takes long belongs on a connection of its own.",
    node: "Leave undici's pipelining at 1 (fetch does), and send nothing behind a POST. In a handler of node:http catch what may be thrown and answer 500: an error that nobody catches ends the process, and every connection with it.",
    deno: "Deno's fetch does not pipeline. Deno.serve answers 500 where a handler throws, and keeps the connection; what takes long still holds up the requests behind it on that connection.",
  },
};
