/**
 * A way to the client on which the last bytes get lost: as behind a proxy that is ended, or gives up, before it has
 * passed everything on.
 *
 * @module
 */

import type { Conn, Listener } from "../net/conn.ts";
import { ConnWrapper, wrapListener } from "../net/conn_wrapper.ts";

/**
 * Accepts connections on which the last `lost` bytes that the server writes never leave. The connection ends as the
 * server ends it.
 */
export function cutEnd(listener: Listener, lost: number): Listener {
  return wrapListener(listener, (conn) => new CutConn(conn, lost));
}

class CutConn extends ConnWrapper {
  readonly #lost: number;
  /** What was written last, and is still here; `#lost` bytes at most. */
  #held = new Uint8Array();

  constructor(inner: Conn, lost: number) {
    super(inner);
    this.#lost = lost;
  }

  override async write(p: Uint8Array): Promise<number> {
    const all = new Uint8Array(this.#held.length + p.length);
    all.set(this.#held);
    all.set(p, this.#held.length);
    const leaves = Math.max(all.length - this.#lost, 0);
    this.#held = all.slice(leaves);
    if (leaves > 0) await this.inner.write(all.subarray(0, leaves));
    return p.length;
  }
}
