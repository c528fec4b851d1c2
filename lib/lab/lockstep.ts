/**
 * A server whose every write is read by the client before the server goes on. On a real network the two run side by
 * side, and in which order they do at one instant what nobody waits for is luck; a recording that is to be the same
 * each time wants one order.
 *
 * @module
 */

import { settle } from "../clock.ts";
import type { Conn, Listener } from "../net/conn.ts";
import { ConnWrapper, wrapListener } from "../net/conn_wrapper.ts";
import { readBy, type Seeing } from "./arrived.ts";

/** Accepts connections that work in lockstep with their client, whose reading is reported to the stage. */
export function lockstep(listener: Listener, stage: Seeing): Listener {
  let accepted = 0;
  return wrapListener(listener, (conn) => {
    const number = ++accepted;
    return new LockstepConn(conn, (total) => readBy(stage, number, total));
  });
}

class LockstepConn extends ConnWrapper {
  readonly #read: (total: number) => Promise<unknown>;
  /** How many bytes were written; grows with each write. */
  #written = 0;

  constructor(inner: Conn, read: (total: number) => Promise<unknown>) {
    super(inner);
    this.#read = read;
  }

  override async write(p: Uint8Array): Promise<number> {
    const n = await this.inner.write(p);
    this.#written += n;
    await this.#read(this.#written);
    // What the client makes of it, it does before anything else happens.
    await settle();
    return n;
  }
}
