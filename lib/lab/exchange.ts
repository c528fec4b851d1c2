/**
 * Another server, or another client, in the place of a lab's own: so that the same scenario shows what others do.
 *
 * @module
 */

import type { ServerOptions } from "../http/server/server.ts";
import type { Addr } from "../net/conn.ts";
import type { Events } from "../trace/events.ts";

/** A server that stands in for eoflab's. It reports to `options.trace` what a program that uses it can see, and no more. */
export interface ExchangedServer {
  /** Listens on 127.0.0.1; port 0 lets the system choose one. */
  listen(port: number): Promise<Addr>;
  /** Ends in order, as far as it can. @throws what `signal` was aborted with */
  shutdown(signal?: AbortSignal): Promise<void>;
  /** Ends at once, with every connection. */
  close(): void | Promise<void>;
  /** What is to be called when shutdown begins. */
  registerOnShutdown(fn: () => void | Promise<void>): void;
}

/** Makes one of what the lab gives its server: the handler, the timeouts, the clock, the trace. */
export type ExchangedServerClass = new (options: ServerOptions) => ExchangedServer;

/** A client that stands in for eoflab's: it gets a URL, and says what came of it in its own words. */
export type Ask = (url: string, signal: AbortSignal) => Promise<Events["client.result"]>;

/** What of a lab is exchanged. */
export interface Exchange {
  readonly Served?: ExchangedServerClass;
  readonly ask?: Ask;
}
