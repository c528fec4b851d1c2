/**
 * Why each thing in lab 14 happens, tied to the events of its recording.
 *
 * @module
 */

import type { Note } from "../../lib/lab/lab.ts";
import { attempts, named, raced, result, sent } from "./seen.ts";

export const notes: readonly Note[] = [
  {
    on: (rec) => rec.first("client.putIdleConn"),
    text: () =>
      "The connection is kept for the next request. From now on both sides have a clock, and neither knows the other's.",
    go: "net/http transport.go (*Transport).tryPutIdleConn",
    file: "lib/http/client/idle_pool.ts",
  },
  {
    on: (rec) => rec.first("rwc.close"),
    text: (rec) =>
      raced(rec)
        ? "The server's patience is over. It says nothing in HTTP; its kernel sends FIN, which is still under way."
        : "The server is done with this connection.",
    go: "net/http server.go (*conn).serve",
    file: "lib/http/server/conn.ts",
  },
  {
    on: (rec) => attempts(rec)[0],
    text: (rec) =>
      attempts(rec)[0]?.reused === true
        ? "Nothing has arrived at the client, so the connection counts as alive, and the request goes out on it."
        : "The client knows that the old connection has ended, and takes a new one.",
    go: "net/http transport.go (*Transport).queueForIdleConn",
    file: "lib/http/client/transport.ts",
  },
  {
    on: (rec) => result(rec),
    text: (rec) => {
      if (result(rec)?.error !== null)
        return `The connection ended without an answer. The client cannot know whether the server acted on the request, and a ${named(rec)} may not be done twice: it is not sent again.`;
      return sent(rec).length > 1
        ? `A ${named(rec)} may be done twice, so it was sent again on a new connection, and the program was told nothing of it.`
        : "It was answered the first time that it was sent.";
    },
    go: "net/http transport.go (*persistConn).shouldRetryRequest, request.go (*Request).isReplayable",
    file: "lib/http/client/transport.ts",
  },
];
