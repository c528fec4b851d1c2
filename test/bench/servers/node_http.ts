/** node:http, as the bench runs it. */

import http from "node:http";
import type { AddressInfo } from "node:net";
import { block, large, lengthOf, piece, pieces, ready, small } from "./handlers.ts";

async function answer(r: http.IncomingMessage, w: http.ServerResponse): Promise<void> {
  const target = r.url ?? "";
  if (target === "/stream") {
    for (let i = 0; i < pieces; i++) await written(w, piece);
    w.end();
  } else if (target === "/upload") {
    let n = 0;
    for await (const chunk of r) n += (chunk as Uint8Array).length;
    w.end(`${n}\n`);
  } else if (r.method === "POST") {
    const chunks: Uint8Array[] = [];
    for await (const chunk of r) chunks.push(chunk);
    w.setHeader("Content-Type", "text/plain");
    w.end(Buffer.concat(chunks));
  } else if (target.startsWith("/download/")) {
    const length = lengthOf(target);
    w.setHeader("Content-Type", "text/plain");
    w.setHeader("Content-Length", length);
    for (let left = length; left > 0; left -= block.length) await written(w, block.subarray(0, left));
    w.end();
  } else {
    w.setHeader("Content-Type", "text/plain");
    w.end(target === "/large" ? large : small);
  }
}

function written(w: http.ServerResponse, p: Uint8Array): Promise<void> {
  return new Promise((taken) => {
    w.write(p, () => taken());
  });
}

// A client that goes in the middle of its request is no matter here.
const answered = (r: http.IncomingMessage, w: http.ServerResponse): void => {
  answer(r, w).catch(() => w.destroy());
};
// The size that Go and eoflab allow a header.
const server = http.createServer({ maxHeaderSize: 1 << 20 }, answered);
server.keepAliveTimeout = 0;
server.listen(0, "127.0.0.1", 4096, () => ready((server.address() as AddressInfo).port));
