/**
 * Why each thing in lab 05 happens, tied to the events of its recording.
 *
 * @module
 */

import type { Note } from "../../lib/lab/lab.ts";
import { seconds } from "../../lib/mod.ts";
import { refused } from "../04_truncated/halves.ts";
import { framingOf, got, meant } from "./told.ts";

export const notes: readonly Note[] = [
  {
    on: (rec) => rec.first("server.request"),
    text: (rec) =>
      rec.first("server.request")?.proto === "HTTP/1.0"
        ? "HTTP/1.0: no chunks, and the connection ends after the answer. Some proxies speak it to the servers behind them."
        : "HTTP/1.1: what has no length may be chunked.",
    go: "net/http request.go readRequest",
    file: "lib/http/request.ts",
  },
  {
    on: (rec) => rec.first("chunkWriter.header"),
    text: (rec) =>
      ({
        "until-close":
          "No length, and no chunks: the body goes on until the connection ends. The client cannot tell an end from a break.",
        chunked: "The body is chunked. A last chunk of no bytes will say that it is over.",
        "content-length": `The header promises ${meant(rec)} bytes.`,
        none: "There is no body.",
      })[framingOf(rec)],
    go: "net/http server.go (*chunkWriter).writeHeader",
    file: "lib/http/server/answer_header.ts",
  },
  {
    on: (rec) => rec.first("deadline.pass"),
    text: () => "The first half has been sent. That buys no time for the second.",
    go: "net/http server.go (*conn).readRequest",
    file: "lib/http/server/conn_deadlines.ts",
  },
  {
    on: (rec) => refused(rec),
    text: (rec) =>
      `The second half, ${seconds(refused(rec)?.late ?? 0)} after the deadline. It stays in conn.bufw.`,
    go: "internal/poll fd_unix.go (*FD).Write",
    file: "lib/net/write_side.ts",
  },
  {
    on: (rec) => rec.last("client.result"),
    text: (rec) =>
      rec.last("client.result")?.error === null && got(rec) < meant(rec)
        ? `A whole answer, as far as anybody can tell: ${got(rec)} bytes, and then the end. ${meant(rec) - got(rec)} are missing.`
        : "What the program that asked has in the end.",
    go: "net/http transfer.go (*body).readLocked",
    file: "lib/http/body.ts",
  },
];
