/**
 * A listener whose connections are probed by the kernel at times of one's own: Go's net.ListenConfig.KeepAliveConfig.
 *
 * @module
 */

import type { Listener } from "../net/conn.ts";
import { wrapListener } from "../net/conn_wrapper.ts";

/**
 * Sets TCP keep-alive on each connection when it is accepted.
 *
 * @param idle how long a connection is silent before the first probe, in ms (see Conn.setKeepAlive)
 */
export function probedListener(inner: Listener, on: boolean, idle: number): Listener {
  return wrapListener(inner, (conn) => {
    conn.setKeepAlive(on, idle);
    return conn;
  });
}
