/**
 * node:http.
 *
 * @module
 */

import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import type { OwnHandler, OwnServer } from "./own_server.ts";

export async function serveNode(handler: OwnHandler): Promise<OwnServer> {
  const server = createServer((r, w) => {
    const answered = handler({ method: r.method ?? "", path: pathOf(r.url ?? ""), body: () => bodyOf(r) });
    answered.then(
      (text) => w.end(text),
      () => w.destroy(),
    );
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const { address, port } = server.address() as AddressInfo;
  return {
    addr: { host: address, port },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Reads a body to its end. */
function bodyOf(r: IncomingMessage): Promise<number | null> {
  return new Promise((resolve) => {
    let bytes = 0;
    r.on("data", (part: Uint8Array) => {
      bytes += part.length;
    });
    r.on("end", () => resolve(bytes));
    r.on("error", () => resolve(null));
  });
}

/** A target without its query. */
function pathOf(target: string): string {
  return target.split("?", 1)[0] ?? "";
}
