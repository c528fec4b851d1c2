/**
 * The connection ends before the answer does.
 *
 * @module
 */

import type { Mode } from "./mode.ts";

const half = `HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nX-Half: ab`;
const header = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n";
const declared = `${header}Content-Length: 1000\r\n\r\n`;
const chunked = `${header}Transfer-Encoding: chunked\r\n\r\n`;
const untilEnd = `${header}Connection: close\r\n\r\n`;
const piece = "x".repeat(400);
const chunk = `190\r\n${piece}\r\n`; // 400 bytes
const whole = `${header}Content-Length: 5\r\n\r\nhello`;

export const ends: readonly Mode[] = [
  {
    id: "fin-before-answer",
    title: "FIN before any byte of the answer",
    labs: ["silent-eof", "panic", "tell-the-truth", "timeout-handler"],
    answer: (peer) => peer.fin(),
  },
  {
    id: "rst-before-answer",
    title: "RST before any byte of the answer",
    labs: ["unread-body", "idle-race", "the-second-write"],
    answer: (peer) => peer.rst(),
  },
  {
    id: "fin-in-header",
    title: "FIN in the middle of the header",
    labs: ["truncated", "hijack"],
    answer: async (peer) => {
      await peer.send(half);
      await peer.fin();
    },
  },
  {
    id: "rst-in-header",
    title: "RST in the middle of the header",
    labs: ["unread-body", "truncated"],
    answer: async (peer) => {
      await peer.send(half);
      await peer.rst();
    },
  },
  {
    id: "fin-in-length",
    title: "FIN before the bytes that Content-Length declares have come",
    labs: ["truncated", "length-lies"],
    answer: async (peer) => {
      await peer.send(declared + piece);
      await peer.fin();
    },
  },
  {
    id: "rst-in-length",
    title: "RST before the bytes that Content-Length declares have come",
    labs: ["truncated", "slow-reader", "unread-body"],
    answer: async (peer) => {
      await peer.send(declared + piece);
      await peer.rst();
    },
  },
  {
    id: "fin-in-chunk",
    title: "FIN in the middle of a chunk",
    labs: ["cut-chunks", "truncated", "longer-please"],
    answer: async (peer) => {
      await peer.send(chunked + chunk.slice(0, 200));
      await peer.fin();
    },
  },
  {
    id: "no-last-chunk",
    title: "FIN behind a whole chunk, and no last one",
    labs: ["cut-chunks", "longer-please", "panic", "flush-tells"],
    answer: async (peer) => {
      await peer.send(chunked + chunk);
      await peer.fin();
    },
  },
  {
    id: "rst-in-chunks",
    title: "RST behind a whole chunk, and no last one",
    labs: ["cut-chunks", "longer-please"],
    answer: async (peer) => {
      await peer.send(chunked + chunk);
      await peer.rst();
    },
  },
  {
    id: "fin-without-length",
    title: "FIN in the middle of a body without length and chunks: it looks like its end",
    labs: ["no-error-at-all", "cut-chunks"],
    answer: async (peer) => {
      await peer.send(untilEnd + piece);
      await peer.fin();
    },
  },
  {
    id: "rst-without-length",
    title: "RST in the middle of a body without length and chunks",
    labs: ["no-error-at-all", "cut-chunks"],
    answer: async (peer) => {
      await peer.send(untilEnd + piece);
      await peer.rst();
    },
  },
  {
    id: "fin-after-continue",
    title: "100 Continue, and then FIN",
    labs: ["continue", "silent-eof"],
    answer: async (peer) => {
      await peer.send("HTTP/1.1 100 Continue\r\n\r\n");
      await peer.fin();
    },
  },
  {
    id: "kept-then-fin",
    title: "FIN as the answer to the second request on a connection",
    labs: ["idle-race", "two-keepalives", "shutdown"],
    asks: 2,
    answer: async (peer, { number, isFirst }) => {
      if (number === 2 && !isFirst) await peer.fin();
      else await peer.send(whole);
    },
  },
  {
    id: "kept-then-rst",
    title: "RST as the answer to the second request on a connection",
    labs: ["idle-race", "two-keepalives", "shutdown"],
    asks: 2,
    answer: async (peer, { number, isFirst }) => {
      if (number === 2 && !isFirst) await peer.rst();
      else await peer.send(whole);
    },
  },
];
