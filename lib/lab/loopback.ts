/**
 * Waiting for the kernel: when what was sent over loopback has reached the other socket.
 *
 * A socket tells nobody that an RST has come for it. But loopback delivers in order: what was sent before a message
 * is there when the message is.
 *
 * @module
 */

import type { Network } from "../net/conn.ts";

/**
 * Sends a byte over a connection of its own, and another one back.
 *
 * @returns when both have arrived: then everything that was sent before has, too, and what it was answered with
 * @throws OpError EADDRNOTAVAIL, NOT_PERMITTED
 */
export async function loopbackDelivers(network: Network): Promise<void> {
  const listener = await network.listen({ host: "127.0.0.1", port: 0 });
  try {
    const [here, there] = await Promise.all([network.dial(listener.addr), listener.accept()]);
    const byte = new Uint8Array(1);
    await here.write(byte);
    await there.read(byte);
    await there.write(byte);
    await here.read(byte);
    here.close();
    there.close();
  } finally {
    listener.close();
  }
}
