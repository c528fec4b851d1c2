/**
 * Why each thing in lab 09 happens, tied to the events of its recording.
 *
 * @module
 */

import type { Note } from "../../lib/lab/lab.ts";
import { seconds } from "../../lib/mod.ts";
import { part, size, taken, took, woke, wrote } from "./seen.ts";

export const notes: readonly Note[] = [
  {
    on: (rec) => rec.first("handler.write"),
    text: () =>
      "The client has sent its request, and reads nothing. Neither side knows yet that this will matter.",
    go: "net/http server.go (*response).write",
    file: "lib/http/server/response.ts",
  },
  {
    on: (rec) => rec.all("rwc.write").at(-1),
    text: (rec) =>
      part(taken(rec), size(rec)) === "some"
        ? "What is larger than the buffers goes to the socket in one write. The kernel takes what its own buffer and the client's have room for."
        : "The kernel takes it, read or not: its buffers have room.",
    go: "bufio bufio.go (*Writer).Write",
    file: "lib/bufio/direct_writer.ts",
  },
  {
    on: woke,
    text: () => "This time somebody waits for the deadline: the write itself. It is woken, and told.",
    go: "internal/poll fd_poll_runtime.go setDeadlineImpl",
    file: "lib/net/write_side.ts",
  },
  {
    on: wrote,
    text: (rec) =>
      woke(rec) === undefined
        ? took(rec) === 0
          ? "The write returned at once. Whether anybody reads, it cannot know."
          : `The write returned after ${seconds(took(rec))}, when the client had read enough.`
        : "The bytes that it counts are those that the kernel took, and on Node and Deno a piece more, of 64 KiB at most: the one under way, which neither of them takes back.",
    go: "net net.go (*conn).Write",
    file: "lib/net/stream_conn.ts",
  },
  {
    on: (rec) => rec.first("client.body"),
    text: (rec) => {
      const body = rec.first("client.body");
      return body?.whole === true
        ? "All of it: the bytes had waited in the kernel, and for the reader."
        : `What the kernel had taken arrives, ${body?.bytes} bytes, although the server closed the connection before the first of them was read. Then nothing more comes.`;
    },
    go: "net/http transfer.go (*body).Read",
    file: "lib/http/body.ts",
  },
];
