/**
 * What a server is to the comparison.
 *
 * @module
 */

import type { ExchangedServerClass } from "../../lab/exchange.ts";
import type { TransportName } from "../../net/platform.ts";
import type { RuntimeName } from "../../workshop/runtimes.ts";

/** Go's settings, each with the nearest one that a server has; `null`: it has none. */
export interface Nearest {
  readonly readHeaderTimeout: string | null;
  readonly readTimeout: string | null;
  readonly writeTimeout: string | null;
  readonly idleTimeout: string | null;
  readonly maxHeaderBytes: string | null;
}

/** A server. */
export interface ServerTarget {
  readonly id: string;
  readonly title: string;
  /** What it runs on. */
  readonly runtime: RuntimeName | "go";
  readonly nearest: Nearest;
  /** What carries the bytes of eoflab's own. */
  readonly transport?: TransportName;
  /** Whether it writes to standard error by itself what a handler throws, and tells nobody else. */
  readonly printsLog?: boolean;
  /** Loads what takes the place of eoflab's server; absent for eoflab's own, and for Go. */
  readonly load?: () => Promise<ExchangedServerClass>;
  /** Another program of the runtime than the one that is found. */
  readonly other?: OtherProgram;
}

/** One more Node, Deno or Bun, with a server that is in the list. */
export interface OtherProgram {
  readonly program: string;
  /** The id of the server in the list. */
  readonly id: string;
}

/** eoflab's own has them all. */
export const allOfGo: Nearest = {
  readHeaderTimeout: "readHeaderTimeout",
  readTimeout: "readTimeout",
  writeTimeout: "writeTimeout",
  idleTimeout: "idleTimeout",
  maxHeaderBytes: "maxHeaderBytes",
};

/** node:http's. Its `timeout` is one of silence, and ends the connection without a word to the handler: no deadline of a write. */
export const nodeHttp: Nearest = {
  readHeaderTimeout: "headersTimeout",
  readTimeout: "requestTimeout",
  writeTimeout: null,
  idleTimeout: "keepAliveTimeout",
  maxHeaderBytes: "maxHeaderSize",
};
