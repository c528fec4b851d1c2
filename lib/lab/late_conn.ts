/**
 * A connection on which what the server sends can be held under way, so that a request certainly leaves before the
 * server's FIN is there. On a real network that is a matter of luck, and of the distance.
 *
 * @module
 */

import { ConnWrapper } from "../net/conn_wrapper.ts";

/** Passes everything on; what arrives may be held back. */
export class LateConn extends ConnWrapper {
  /** Resolves when what is held back may be delivered; `null` if nothing is held back. Set by hold, and by deliver. */
  #held: Promise<void> | null = null;
  /** Ends the holding; set by hold. */
  #release: () => void = () => {};
  /** Told that something is held back; set by hold. */
  #onArrival: () => void = () => {};
  /** Told that the socket has taken what was written; set by hold. */
  #onWritten: () => void = () => {};

  /**
   * From now on what arrives stays under way.
   *
   * @returns `arrived`: it is at this end, and is held back. `written`: the client has written, and its socket took it
   */
  hold(): { arrived: Promise<void>; written: Promise<void> } {
    this.#held = new Promise((resolve) => {
      this.#release = resolve;
    });
    const arrived = new Promise<void>((resolve) => {
      this.#onArrival = resolve;
    });
    const written = new Promise<void>((resolve) => {
      this.#onWritten = resolve;
    });
    return { arrived, written };
  }

  /** Lets the client have what was held back, and all that comes. */
  deliver(): void {
    this.#held = null;
    this.#release();
  }

  override async read(p: Uint8Array): Promise<number | null> {
    try {
      return await this.inner.read(p);
    } finally {
      if (this.#held !== null) {
        this.#onArrival();
        await this.#held;
      }
    }
  }

  override async write(p: Uint8Array): Promise<number> {
    const n = await this.inner.write(p);
    this.#onWritten();
    return n;
  }

  /** Nothing is waited for on a connection that its client has closed. */
  override close(): void {
    this.inner.close();
    this.deliver();
  }
}
