/**
 * Lab 28, hijack: how it is searched for, where it has happened, and what prevents it.
 *
 * @module
 */

import type { Lab } from "../../lib/lab/lab.ts";

export const facts: Pick<Lab, "searchedAs" | "incident" | "prevent"> = {
  searchedAs: [
    "http: connection has been hijacked",
    "http: response.Write on hijacked connection",
    "missing byte in first websocket message",
    "first message lost after upgrade 101 switching protocols",
    "Hijack bufio.ReadWriter buffered data",
    "read tcp: i/o timeout",
    "echo: the client has gone",
  ],
  incident: {
    id: "caddyserver/caddy#6273",
    url: "https://github.com/caddyserver/caddy/issues/6273",
    what: "Behind Caddy's reverse proxy the first WebSocket message of a fast client came without its first byte: it lay in the bufio.ReadWriter that Hijack gives, and the proxy read from the connection.",
  },
  prevent: {
    go: "Read from the bufio.Reader that Hijack returns, never from the net.Conn alone; flush its Writer, set deadlines of your own with conn.SetDeadline, and defer conn.Close().",
    node: "In the listener of 'upgrade', which gets (req, socket, head), handle head before the socket's data, or give it back with socket.unshift(head); set socket.setTimeout, and end the socket yourself.",
    deno: "Deno.serve gives no connection to a handler, only Deno.upgradeWebSocket for WebSockets, which reads for itself. For another protocol use Deno.listen and read it all from one buffer.",
  },
};
