/**
 * What comes is not an answer as HTTP/1.1 wants it.
 *
 * @module
 */

import type { Mode } from "./mode.ts";

/** Where it ends all the same, in bytes. A client with a limit has gone by then (Go's is 10 MiB), or its time is up. */
const endless = 64 * 1024 * 1024;

export const malformed: readonly Mode[] = [
  {
    id: "bad-status-line",
    title: "a status line that is none, as from a server of another protocol",
    labs: ["hijack", "pipelining"],
    answer: async (peer) => {
      await peer.send("SSH-2.0-OpenSSH_9.6\r\n\r\n");
      await peer.fin();
    },
  },
  {
    id: "bad-field",
    title: "a line in the header without a colon",
    labs: ["two-lengths", "hijack"],
    answer: async (peer) => {
      await peer.send("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nno colon here\r\n\r\nhello");
      await peer.fin();
    },
  },
  {
    id: "endless-header",
    title: "a header that never ends",
    labs: ["too-much-header"],
    answer: async (peer) => {
      await peer.send("HTTP/1.1 200 OK\r\n");
      const field = `X-More: ${"y".repeat(32_000)}\r\n`;
      for (let sent = 0; sent < endless; sent += field.length) await peer.send(field);
      await peer.fin();
    },
  },
  {
    id: "two-lengths",
    title: "two different Content-Length",
    labs: ["two-lengths", "length-lies"],
    answer: async (peer) => {
      await peer.send("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello!");
      await peer.fin();
    },
  },
  {
    id: "more-than-length",
    title: "more bytes than Content-Length declares",
    labs: ["length-lies"],
    answer: async (peer) => {
      await peer.send("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello, world");
      await peer.fin();
    },
  },
  {
    id: "bad-chunk",
    title: "a chunk whose size is no number",
    labs: ["cut-chunks"],
    answer: async (peer) => {
      await peer.send(
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\nzz\r\nworld\r\n0\r\n\r\n",
      );
      await peer.fin();
    },
  },
];
