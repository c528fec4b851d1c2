/**
 * What the client of lab 19 sends before its FIN.
 *
 * @module
 */

/** The requests: two whole ones, and two of which a part is missing. */
export const requests = ["get", "post", "half-body", "half-header"] as const;

/** How many bytes the bodies have, by their Content-Length. */
const bodySize = 1000;

/** How much of half a body is sent. */
const half = 400;

/** The bytes of a request. */
export function bytesOf(request: string, host: string, keepAlive: boolean): string {
  if (request === "half-header") return `GET / HTTP/1.1\r\nHost: ${host}\r\nUser-Ag`;
  const close = keepAlive ? "" : "Connection: close\r\n";
  if (request === "get") return `GET / HTTP/1.1\r\nHost: ${host}\r\n${close}\r\n`;
  const sent = request === "post" ? bodySize : half;
  return `POST / HTTP/1.1\r\nHost: ${host}\r\n${close}Content-Length: ${bodySize}\r\n\r\n${"b".repeat(sent)}`;
}
