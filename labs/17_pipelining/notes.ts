/**
 * Why each thing in lab 17 happens, tied to the events of its recording.
 *
 * @module
 */

import type { Note } from "../../lib/lab/lab.ts";
import { count } from "./requests.ts";
import { handled } from "./seen.ts";

export const notes: readonly Note[] = [
  {
    on: (rec) => rec.first("rwc.read"),
    text: (rec) =>
      `One read takes all ${rec.first("rwc.read")?.bytes} bytes, so all ${count} requests are in conn.bufr now. They are looked at one by one.`,
    go: "net/http server.go (*conn).readRequest",
    file: "lib/http/server/conn.ts",
  },
  {
    on: (rec) => rec.first("handler.sleep"),
    text: () =>
      "While a handler works, the server reads ahead one byte of the socket, to notice that the client has gone. What it has in the buffer already waits.",
    go: "net/http server.go (*connReader).startBackgroundRead",
    file: "lib/http/server/conn_reader.ts",
  },
  {
    on: (rec) => rec.all("server.request")[1],
    text: () =>
      "The next request comes out of the buffer, without a read of the socket. Its deadlines count from here, not from when it came.",
    go: "net/http server.go (*conn).serve",
    file: "lib/http/server/conn.ts",
  },
  {
    on: (rec) => rec.first("rwc.close"),
    text: (rec) =>
      `The server closes after ${handled(rec).length} handlers. It neither answers nor logs what is left in conn.bufr: it does not look whether something is.`,
    go: "net/http server.go (*conn).serve",
    file: "lib/http/server/conn.ts",
  },
];
