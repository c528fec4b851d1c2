/**
 * Why each thing in lab 20 happens, tied to the events of its recording.
 *
 * @module
 */

import type { Note } from "../../lib/lab/lab.ts";
import { finInstead, gone, learnt, refused, sentFor, short, taken, writesToNobody } from "./seen.ts";

export const notes: readonly Note[] = [
  {
    on: gone,
    text: (rec) =>
      finInstead(rec)
        ? "The client was to cut its connection, and cannot: Deno has no SO_LINGER, and sends FIN before it closes a socket. What follows is what follows FIN."
        : sentFor(rec) === "FIN"
          ? "The client closes. Its kernel sends FIN, which says: no more from here. It does not say that nobody listens."
          : "The client's kernel sends RST, which says: there is no such connection.",
    go: "net tcpsock.go (*TCPConn).SetLinger",
    file: "lib/http/client/raw_client.ts",
  },
  {
    on: (rec) => rec.first("handler.abort"),
    text: (rec) =>
      learnt(rec) === "read"
        ? "The server's reading ahead has met the end, and tells the handler. Here the handler does not look."
        : "Nobody read; a write that failed is the first to tell.",
    go: "net/http server.go (*connReader).backgroundRead",
    file: "lib/http/server/conn_reader.ts",
  },
  {
    on: (rec) => writesToNobody(rec)[0],
    text: (rec) =>
      taken(rec).length > 0
        ? "The write that did not fail. The kernel takes the bytes and sends them; the client's kernel knows no such connection any more, and answers with RST. Nobody is told of that."
        : `The write that failed, and it is the first one: ${short(refused(rec)?.error ?? "")}.`,
    go: "internal/poll fd_unix.go (*FD).Write",
    file: "lib/net/write_side.ts",
  },
  {
    on: refused,
    text: (rec) =>
      taken(rec).length > 0
        ? `The write that failed. The RST of the one before is there: ${short(refused(rec)?.error ?? "")}. A socket that had got FIN before says broken pipe.`
        : "An RST's error, connection reset by peer, is told once, to the read or the write that comes first. After that it is a broken pipe.",
    go: "internal/poll fd_unix.go (*FD).Write",
    file: "lib/net/write_side.ts",
  },
  {
    on: (rec) => rec.first("checkConnErrorWriter.error"),
    text: () =>
      "The first error is kept, here and in conn.bufw: whatever is written from now on is refused with it, and reaches no socket.",
    go: "net/http server.go checkConnErrorWriter.Write",
    file: "lib/http/server/check_conn_error_writer.ts",
  },
];
