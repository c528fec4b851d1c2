/**
 * The addresses of a run, which are others in each run, and names in their place.
 *
 * @module
 */

import type { Recording } from "./recording.ts";

/**
 * Whole addresses: 127.0.0.1:4000 is not the beginning of 127.0.0.1:40001. Each part has its most digits, so that a
 * long row of digits in somebody's body takes no time.
 */
const address = /\d{1,3}(?:\.\d{1,3}){3}:\d{1,5}/g;

/**
 * A function that puts names in the place of a recording's addresses: SERVER, CLIENT for the first connection's client,
 * `CLIENT 2` for the second's, and so on.
 */
export function addressNames(recording: Recording): (text: string) => string {
  const names = new Map<string, string>();
  for (const event of recording.events) {
    if (event.name === "client.connected") {
      names.set(event.addr, event.conn === 1 ? "CLIENT" : `CLIENT ${event.conn}`);
    }
  }
  const server = recording.first("server.listen")?.addr;
  if (server !== undefined) names.set(server, "SERVER");
  return (text) => text.replace(address, (addr) => names.get(addr) ?? addr);
}

/** A text with the same words in the place of each address: two that differ in their addresses alone are one. */
export function unaddressed(text: string): string {
  return text.replace(address, "ADDRESS");
}
