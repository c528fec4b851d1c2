/**
 * Numbers for the connections of a server that tells of one only when it hands over its first request.
 *
 * @module
 */

import type { Trace } from "../../trace/events.ts";

/** One server's. */
export class RequestNumbers {
  /** By the client's address; grows with every connection of a run. */
  readonly #numbers = new Map<string, number>();
  readonly #trace: Trace | undefined;

  constructor(trace: Trace | undefined) {
    this.#trace = trace;
  }

  /** The number of the connection from an address. A new one is reported as accepted, as late as it is known. */
  of(addr: string): number {
    const known = this.#numbers.get(addr);
    if (known !== undefined) return known;
    const conn = this.#numbers.size + 1;
    this.#numbers.set(addr, conn);
    this.#trace?.emit("server.accept", conn, { addr });
    return conn;
  }
}
