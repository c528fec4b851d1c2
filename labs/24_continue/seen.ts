/**
 * What a recording of lab 24 says of the body: who asked for it, when it went out, who read it.
 *
 * @module
 */

import type { EventOf, Recording } from "../../lib/mod.ts";

/** The answer that is no answer yet. */
export const goOn = "HTTP/1.1 100 Continue\r\n\r\n";

/** When the body left the client. */
export type BodyWent = "with the header" | "told" | "unasked" | "never";

/** The arrival of `100 Continue`. */
export function told(rec: Recording): EventOf<"client.read"> | undefined {
  return rec.all("client.read").find((e) => atob(e.data).startsWith(goOn));
}

/** How much of the body the client has sent, in bytes. */
export function sent(rec: Recording): number {
  return rec.all("client.write").reduce((sum, e) => sum + e.bytes, 0) - headerBytes(rec);
}

/** The write with which the body began to leave. */
export function bodyBegan(rec: Recording): EventOf<"client.write"> | undefined {
  const writes = rec.all("client.write");
  const [first] = writes;
  return first !== undefined && first.bytes > headerBytes(rec) ? first : writes[1];
}

/** When it left. */
export function bodyWent(rec: Recording): BodyWent {
  const began = bodyBegan(rec);
  if (began === undefined) return "never";
  if (began === rec.first("client.write")) return "with the header";
  const word = told(rec);
  return word !== undefined && word.seq < began.seq ? "told" : "unasked";
}

/** How much of the body the server read from its socket, in bytes, whoever wanted it. */
export function serverRead(rec: Recording): number {
  return rec.all("rwc.read").reduce((sum, e) => sum + e.bytes, 0) - headerBytes(rec);
}

/** Whether the handler refused the body. */
export function refused(rec: Recording): boolean {
  return rec.last("client.result")?.status === 413;
}

/** Whether the client could keep the connection. */
export function kept(rec: Recording): boolean {
  return rec.first("client.putIdleConn") !== undefined;
}

/** The length of the request's header, in bytes. */
function headerBytes(rec: Recording): number {
  const [first] = rec.all("client.write");
  return first === undefined ? 0 : atob(first.data).indexOf("\r\n\r\n") + 4;
}
