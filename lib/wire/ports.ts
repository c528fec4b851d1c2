/**
 * Ports that are free, found before anybody listens there: a capture must be told which before it starts.
 *
 * @module
 */

import type { Listener, Network } from "../net/conn.ts";

/** Ports of this machine on which nobody listens; the system chose them. */
export async function freePorts(network: Network, count: number): Promise<number[]> {
  const listeners: Listener[] = [];
  try {
    while (listeners.length < count) listeners.push(await network.listen({ host: "127.0.0.1", port: 0 }));
    return listeners.map(({ addr }) => addr.port);
  } finally {
    for (const listener of listeners) listener.close();
  }
}
