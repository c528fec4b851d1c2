/**
 * Lab 09, slow-reader: how it is searched for, where it has happened, and what prevents it.
 *
 * @module
 */

import type { Lab } from "../../lib/lab/lab.ts";

export const facts: Pick<Lab, "searchedAs" | "incident" | "prevent"> = {
  searchedAs: [
    "goroutine blocked in Write, IO wait",
    "download: write tcp: i/o timeout",
    "unexpected EOF in the middle of a download",
    "a slow client blocks the handler",
    "slow read attack",
    "memory grows while slow clients download",
    "response.write returns false and nobody waits for drain",
  ],
  incident: {
    id: "go-gitea/gitea#15831",
    url: "https://github.com/go-gitea/gitea/pull/15831",
    what: "Answers could hang in the middle of being written, for ever, as no write had a timeout; Gitea gave each write one of its own.",
  },
  prevent: {
    go: "Set Server.WriteTimeout, or a write deadline per piece with ResponseController.SetWriteDeadline: a write that waits is woken, and a slow but honest download goes on.",
    node: "res.write does not wait: it returns false and keeps the bytes in memory. Wait for drain or use stream.pipeline, and destroy a response that does not drain in time.",
    deno: "Give Deno.serve a ReadableStream that makes its pieces in pull, so that nothing is made that nobody reads. There is no write timeout: close the stream by a timer of your own.",
  },
};
