/**
 * What a recording of lab 26 says of the two servers.
 *
 * @module
 */

import type { EventName, EventOf, Recording } from "../../lib/mod.ts";

/** The connection to eoflab's server. */
export const ours = 1;

/** The connection to the runtime's own. */
export const own = 2;

/** What came of one connection. */
export interface Seen {
  /** The requests that the handler was called for, each with its body, as the handler has said it. */
  readonly requests: readonly string[];
  /** The status of each answer. */
  readonly statuses: readonly number[];
  /** How the connection ended, as the client saw it. */
  readonly end: "fin" | "rst" | "open";
}

/** What one of the servers made of the bytes. */
export function seenOn(rec: Recording, conn: number): Seen {
  const received = on(rec, conn, "client.read").map((e) => atob(e.data));
  return {
    requests: requestsOn(rec, conn),
    statuses: [...received.join("").matchAll(/HTTP\/1\.[01] (\d{3}) /g)].map(([, status]) => Number(status)),
    end:
      on(rec, conn, "client.fin").length > 0
        ? "fin"
        : on(rec, conn, "client.error").length > 0
          ? "rst"
          : "open",
  };
}

/** What the handler logged of a request that broke off, and answered to the others. */
function requestsOn(rec: Recording, conn: number): string[] {
  return rec.events.flatMap((e) => {
    if (e.conn !== conn) return [];
    if (e.name === "handler.log") return [e.line];
    if (e.name !== "client.read") return [];
    return [...atob(e.data).matchAll(/^(?:GET|POST) \/\w*: \d+ bytes$/gm)].map(([line]) => line);
  });
}

/** All events of a kind on one connection. */
export function on<K extends EventName>(rec: Recording, conn: number, name: K): EventOf<K>[] {
  return rec.all(name).filter((e) => e.conn === conn);
}

/** How many requests one of the servers saw. */
export function count(rec: Recording, conn: number): number {
  return on(rec, conn, "handler.start").length;
}

/** What the runtime's own server is called. */
export function ownName(rec: Recording): string {
  const { name } = rec.header.runtime;
  return name === "Node" ? "node:http" : `${name}.serve`;
}

/** What a server saw, as short as a table wants it: `2`, `3, hidden too`, `400`. */
export function inShort({ requests, statuses }: Seen): string {
  if (requests.length === 0) return String(statuses[0] ?? "closed");
  if (requests.some((line) => line.endsWith("breaks off"))) return `${requests.length}, broken off`;
  const hidden = requests.some((line) => line.startsWith("GET /hidden"));
  return `${requests.length}${hidden ? ", hidden too" : ""}`;
}

/** What a server saw, in half a line. */
export function inWords(seen: Seen): string {
  const [first] = seen.statuses;
  const refused = first === undefined ? "closed without an answer" : `answered ${first}`;
  if (seen.requests.length === 0) return `saw no request, and ${refused}`;
  const requests = `${seen.requests.length} ${seen.requests.length === 1 ? "request" : "requests"}`;
  return `saw ${requests}: ${seen.requests.map((line) => line.replace(/: /, " (")).join("), ")})`;
}
