/**
 * Why each thing in lab 28 happens, tied to the events of its recording.
 *
 * @module
 */

import type { Note } from "../../lib/lab/lab.ts";
import { buffered, cleared, firstLine, gaveUp, readBefore, requestLength, taken } from "./seen.ts";

export const notes: readonly Note[] = [
  {
    on: (rec) => rec.all("rwc.read").findLast(({ seq }) => seq < (taken(rec)?.seq ?? 0)),
    text: (rec) =>
      buffered(rec) === 0
        ? `The request, ${requestLength(rec)} bytes, and nothing behind it.`
        : `By now the server has read ${readBefore(rec)} bytes, and the request has ${requestLength(rec)}: ${buffered(rec)} of the client's first line are the server's.`,
    go: "net/http server.go (*connReader).Read, (*connReader).backgroundRead",
    file: "lib/http/server/conn_reader.ts",
  },
  {
    on: cleared,
    text: () =>
      "Hijack takes the server's write deadline away; the one for reading went before, as the request has no body. Go's documentation says only that some may be left.",
    go: "net/http server.go (*conn).hijackLocked",
    file: "lib/http/server/conn_deadlines.ts",
  },
  {
    on: taken,
    text: () =>
      "From here on the server does nothing with this connection: no timeout, no close, and Shutdown does not wait for it.",
    go: "net/http server.go (*conn).hijackLocked",
    file: "lib/http/server/conn.ts",
  },
  {
    on: firstLine,
    text: (rec) =>
      rec.header.knobs.readFrom === "bufrw"
        ? "The reader gives what was read already, and then what comes."
        : "The bare connection gives only what the server had not read.",
    go: "bufio (*Reader).Read",
    file: "lib/bufio/reader.ts",
  },
  {
    on: gaveUp,
    text: () => "The client's own patience. Nothing on the server's side would have ended this.",
    go: "net (*conn).SetReadDeadline",
    file: "lib/http/client/raw_client.ts",
  },
  {
    on: (rec) => rec.first("rwc.close"),
    text: () => "The handler closes. The server would not have, whatever the handler did.",
    go: "net/http server.go (*conn).serve",
    file: "lib/http/server/conn.ts",
  },
];
