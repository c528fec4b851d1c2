/**
 * Bun.serve. The `Bun` global's types are those of what is used, so that the file is checked anywhere.
 *
 * @module
 */

import { type FetchRequest, fetchHandler } from "./fetch_handler.ts";
import type { OwnHandler, OwnServer } from "./own_server.ts";

interface BunServe {
  serve(options: { hostname: string; port: number; fetch: (r: FetchRequest) => Promise<Response> }): {
    readonly port: number;
    stop(closeActive: boolean): Promise<void>;
  };
}

export function serveBun(handler: OwnHandler): OwnServer {
  const { Bun: bun } = globalThis as unknown as { Bun: BunServe };
  const hostname = "127.0.0.1";
  const server = bun.serve({ hostname, port: 0, fetch: fetchHandler(handler) });
  return { addr: { host: hostname, port: server.port }, close: () => server.stop(true) };
}
