/** node:http, as the bench runs it. */

import http from "node:http";
import type { AddressInfo } from "node:net";
import { large, piece, pieces, ready, small } from "./handlers.ts";

async function answer(r: http.IncomingMessage, w: http.ServerResponse): Promise<void> {
  if (r.url === "/stream") {
    for (let i = 0; i < pieces; i++) {
      await new Promise<void>((taken) => {
        w.write(piece, () => taken());
      });
    }
    w.end();
  } else if (r.method === "POST") {
    const chunks: Uint8Array[] = [];
    for await (const chunk of r) chunks.push(chunk);
    w.end(Buffer.concat(chunks));
  } else {
    w.setHeader("Content-Type", "text/plain");
    w.end(r.url === "/large" ? large : small);
  }
}

const server = http.createServer((r, w) => void answer(r, w));
server.keepAliveTimeout = 0;
server.listen(0, "127.0.0.1", 4096, () => ready((server.address() as AddressInfo).port));
