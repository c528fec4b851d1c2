/**
 * A server that hears of the client's FIN when it has done all that it does by itself. Where nobody reads the body, the
 * server looks for the FIN and answers at one instant, and on a real network it is luck which comes first; a recording
 * that is to be the same each time wants one order.
 *
 * @module
 */

import { settle } from "../clock.ts";
import type { Listener } from "../net/conn.ts";
import { ConnWrapper, wrapListener } from "../net/conn_wrapper.ts";

/** Accepts connections on which a FIN is told a turn of the event loop later. */
export function lateFin(listener: Listener): Listener {
  return wrapListener(listener, (conn) => new LateFinConn(conn));
}

class LateFinConn extends ConnWrapper {
  override async read(p: Uint8Array): Promise<number | null> {
    const n = await this.inner.read(p);
    if (n === null) await settle();
    return n;
  }
}
