/**
 * The runtime's own HTTP server, behind one face: node:http, Deno.serve, Bun.serve. Labs put it beside eoflab's, which is
 * Go's, to show what another parser makes of the same bytes.
 *
 * @module
 */

import type { Addr } from "../net/conn.ts";
import { runtime } from "../net/runtime.ts";

/** A request as the runtime's server hands it to a handler. */
export interface OwnRequest {
  readonly method: string;
  /** The path of its URL. */
  readonly path: string;
  /** Reads the body to its end: its length in bytes; `null` if it broke off. */
  body(): Promise<number | null>;
}

/** Answers a request with a short text; the status is 200. */
export type OwnHandler = (r: OwnRequest) => Promise<string>;

/** A server that listens on 127.0.0.1, on a port that the system chose. */
export interface OwnServer {
  readonly addr: Addr;
  /** Stops listening, and ends every connection. */
  close(): Promise<void>;
}

/** Starts the runtime's own server. */
export async function serveOwn(handler: OwnHandler): Promise<OwnServer> {
  switch (runtime().name) {
    case "Deno":
      return (await import("./deno.ts")).serveDeno(handler);
    case "Bun":
      return (await import("./bun.ts")).serveBun(handler);
    case "Node":
      return (await import("./node.ts")).serveNode(handler);
  }
}
