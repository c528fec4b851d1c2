/**
 * Why each thing in lab 08 happens, tied to the events of its recording.
 *
 * @module
 */

import type { Note } from "../../lib/lab/lab.ts";
import { seconds } from "../../lib/mod.ts";
import { got, readError, woke } from "./seen.ts";

export const notes: readonly Note[] = [
  {
    on: (rec) => rec.all("deadline.set").find((e) => e.which === "read") ?? rec.first("server.request"),
    text: (rec) =>
      Number(rec.header.knobs.readTimeout) === 0
        ? "There is no read deadline: a client may take as long as it likes."
        : "The time for the whole request, header and body, runs from here. No byte that comes moves it.",
    go: "net/http server.go (*conn).readRequest",
    file: "lib/http/server/conn_deadlines.ts",
  },
  {
    on: (rec) => woke(rec) ?? rec.first("handler.log"),
    text: (rec) =>
      woke(rec) === undefined
        ? "The body is whole."
        : "Somebody waits for this one: the handler, in a read. It is woken, and told.",
    go: "internal/poll fd_poll_runtime.go setDeadlineImpl",
    file: "lib/net/read_side.ts",
  },
  {
    on: (rec) => rec.first("handler.write"),
    text: (rec) =>
      readError(rec) === null
        ? "The answer to a whole upload."
        : `The handler has ${got(rec)} bytes and an error, and answers. Reading is over; writing is not.`,
    go: "net/http transfer.go (*body).Read",
    file: "lib/http/body.ts",
  },
  {
    on: (rec) => rec.first("chunkWriter.header"),
    text: (rec) =>
      readError(rec) === null
        ? "The connection can go on."
        : "The header says Connection: close, as a part of the request is still to come, and nobody will read it.",
    go: "net/http server.go (*chunkWriter).writeHeader",
    file: "lib/http/server/answer_header.ts",
  },
  {
    on: (rec) => rec.first("client.response"),
    text: (rec) => {
      const response = rec.first("client.response");
      return `The client reads all the time, also while it sends: it has ${response?.status} at ${seconds(response?.t ?? 0)}.`;
    },
    go: "net/http transport.go (*persistConn).readLoop",
    file: "lib/http/client/persist_conn.ts",
  },
];
