/**
 * A listener whose connections are probed by the kernel at times of one's own: Go's net.ListenConfig.KeepAliveConfig.
 *
 * @module
 */

import type { Listener } from "../net/conn.ts";

/**
 * Sets TCP keep-alive on each connection when it is accepted.
 *
 * @param idle how long a connection is silent before the first probe, in ms (see Conn.setKeepAlive)
 */
export function probedListener(inner: Listener, on: boolean, idle: number): Listener {
  return {
    addr: inner.addr,
    async accept() {
      const conn = await inner.accept();
      conn.setKeepAlive(on, idle);
      return conn;
    },
    close: () => inner.close(),
  };
}
