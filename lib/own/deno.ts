/**
 * Deno.serve. The `Deno` global's types are those of what is used, so that the file is checked anywhere.
 *
 * @module
 */

import { type FetchRequest, fetchHandler } from "./fetch_handler.ts";
import type { OwnHandler, OwnServer } from "./own_server.ts";

interface DenoServe {
  serve(
    options: { hostname: string; port: number; signal: AbortSignal; onListen: () => void },
    handler: (r: FetchRequest) => Promise<Response>,
  ): {
    readonly addr: { readonly hostname: string; readonly port: number };
    readonly finished: Promise<void>;
  };
}

export function serveDeno(handler: OwnHandler): OwnServer {
  const { Deno: deno } = globalThis as unknown as { Deno: DenoServe };
  const stop = new AbortController();
  const options = { hostname: "127.0.0.1", port: 0, signal: stop.signal, onListen: () => {} };
  const server = deno.serve(options, fetchHandler(handler));
  const { hostname, port } = server.addr;
  return {
    addr: { host: hostname, port },
    close: () => {
      stop.abort();
      return server.finished;
    },
  };
}
