/**
 * What the parts of lab 18 look for in its recording.
 *
 * @module
 */

import type { Recording } from "../../lib/mod.ts";

/** What may be said in Connection; `nothing`: the field is left out. */
export const words = ["nothing", "close", "keep-alive"] as const;

/** By what the client finds the end of an answer's body (RFC 9112 §6.3). */
export type Framing = "Content-Length" | "chunked" | "its connection" | "no body";

/** The header of the first answer, as it was on the wire. */
function header(rec: Recording): string {
  const received = rec
    .all("client.read")
    .map(({ data }) => atob(data))
    .join("");
  return received.slice(0, received.indexOf("\r\n\r\n") + 2);
}

/** What the first answer says in Connection; `null` if nothing. */
export function said(rec: Recording): string | null {
  return /\r\nConnection: ([^\r]*)\r\n/.exec(header(rec))?.[1] ?? null;
}

/** With what the first answer ends. */
export function framing(rec: Recording): Framing {
  const { method, status } = rec.header.knobs;
  if (method === "HEAD" || status === "204" || status === "304") return "no body";
  if (header(rec).includes("\r\nTransfer-Encoding: chunked\r\n")) return "chunked";
  return header(rec).includes("\r\nContent-Length: ") ? "Content-Length" : "its connection";
}

/** Whether the connection was there for a second request, and that was answered. */
export function kept(rec: Recording): boolean {
  return rec.all("client.result").length === 2 && rec.last("client.result")?.error === null;
}

/** Who closed the connection first. */
export function closer(rec: Recording): "server" | "client" {
  const server = rec.first("rwc.close")?.seq ?? Number.POSITIVE_INFINITY;
  const client = rec.first("client.close")?.seq ?? Number.POSITIVE_INFINITY;
  return server < client ? "server" : "client";
}

/** Why the connection ends with the answer, as far as the wire shows it; `null` if it does not. */
export function reason(rec: Recording): string | null {
  if (kept(rec)) return null;
  const { version, asks, handler, keepAlives } = rec.header.knobs;
  if (keepAlives === false) return "the server keeps no connections";
  if (handler === "close") return "the handler has set Connection: close";
  if (asks === "close") return "the request says Connection: close";
  if (version === "1.0" && asks !== "keep-alive") return "HTTP/1.0 ends it unless keep-alive is asked for";
  return "nobody knows how long the answer is, and HTTP/1.0 has no chunks: only its end can say where the body ends";
}
