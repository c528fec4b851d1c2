/**
 * Lab 16, two-keepalives: how it is searched for, where it has happened, and what prevents it.
 *
 * @module
 */

import type { Lab } from "../../lib/lab/lab.ts";

export const facts: Pick<Lab, "searchedAs" | "incident" | "prevent"> = {
  searchedAs: [
    "TCP keep-alive vs HTTP keep-alive",
    "TCP Keep-Alive and TCP Dup ACK in Wireshark",
    "keep-alive is on but the connection is closed",
    "idle timeout in spite of keepalive probes",
    "SO_KEEPALIVE http timeout",
  ],
  incident: {
    id: "envoyproxy/envoy#28196",
    url: "https://github.com/envoyproxy/envoy/issues/28196",
    what: "A proxy closed connections whose keep-alive probes were all answered: its idle_timeout counts data, and the kernel's probes are none.",
  },
  prevent: {
    go: "Set Server.IdleTimeout, WriteTimeout and Transport.IdleConnTimeout for how long HTTP may be silent; net.KeepAliveConfig only finds out whether the other machine is still there.",
    node: "Set server.keepAliveTimeout and server.requestTimeout; keepAlive and keepAliveInitialDelay of createServer, and socket.setKeepAlive, are the kernel's probes, and move neither.",
    deno: "Deno.serve has no option for either; on a Deno.TcpConn setKeepAlive(true) asks for probes at the system's own times, two hours on Linux. Send something of the protocol's own where silence must not last.",
  },
};
