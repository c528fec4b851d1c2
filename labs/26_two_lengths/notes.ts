/**
 * Why each thing in lab 26 happens, tied to the events of its recording.
 *
 * @module
 */

import type { Note } from "../../lib/lab/lab.ts";
import { type RequestName, requests } from "./requests.ts";
import { count, inWords, on, ours, own, ownName, seenOn } from "./seen.ts";

export const notes: readonly Note[] = [
  {
    on: (rec) => on(rec, ours, "client.write")[0],
    text: (rec) =>
      `All bytes in one piece: ${requests[rec.header.knobs.request as RequestName].what}. Behind them an honest GET /last, which ends the connection.`,
    go: "net/http transfer.go readTransfer",
    file: "lib/http/transfer.ts",
  },
  {
    on: (rec) => on(rec, ours, "server.request")[0] ?? on(rec, ours, "rwc.write")[0],
    text: (rec) =>
      count(rec, ours) === 0
        ? "The header is refused before anybody is called. Who does not guess cannot guess wrong."
        : `The header is taken. ${seenOn(rec, ours).requests[0]}: that is where this server says the body ends.`,
    go: "net/http transfer.go (*transferReader).parseTransferEncoding, fixLength",
    file: "lib/http/transfer.ts",
  },
  {
    on: (rec) => on(rec, ours, "client.close")[0],
    text: (rec) => `eoflab's server, as Go's, ${inWords(seenOn(rec, ours))}.`,
    go: "net/http server.go (*conn).serve",
    file: "lib/http/server/conn.ts",
  },
  {
    on: (rec) => on(rec, own, "client.write")[0],
    text: (rec) => `The very same bytes, to ${ownName(rec)}.`,
    go: "net/http request.go readRequest",
    file: "lib/own/own_server.ts",
  },
  {
    on: (rec) => on(rec, own, "client.close")[0],
    text: (rec) => {
      const [a, b] = [count(rec, ours), count(rec, own)];
      return a === b
        ? `It ${inWords(seenOn(rec, own))}: the same number. Between these two nothing can be smuggled in this way.`
        : `It ${inWords(seenOn(rec, own))}: ${b} and ${a}. If one of them stood before the other, they would disagree about which answer is whose, unless the one in front refuses.`;
    },
    go: "net/http/httputil reverseproxy.go (*ReverseProxy).ServeHTTP",
    file: "lib/own/own_server.ts",
  },
];
