/**
 * The lingering close (RFC 9112 §9.6, Go's closeWriteAndWait).
 *
 * A connection that is closed at once, while the client is still sending, meets those bytes with RST, and RST takes
 * away the answer that the client has not read yet. So the answer is ended with FIN, and the client gets half a
 * second to read it.
 *
 * @module
 */

import type { Clock } from "../../clock.ts";
import { EoflabError } from "../../errors.ts";
import type { Conn } from "../../net/conn.ts";

/** How long the client is given, in ms (Go's rstAvoidanceDelay). */
const rstAvoidanceDelay = 500;

/** Sends FIN, and waits; closing the socket is left to the caller. */
export class LingeringClose {
  /** Ends the waiting; set while it lasts. */
  #wake: (() => void) | null = null;

  /**
   * @param clock of the waiting
   * @param onWait called when the waiting begins, with how long it is, in ms
   */
  async run(rwc: Conn, clock: Clock, onWait: (ms: number) => void): Promise<void> {
    try {
      await rwc.closeWrite();
    } catch (err) {
      if (!(err instanceof EoflabError)) throw err;
      // Go waits all the same. But a connection that this side has closed is gone.
      if (err.code === "CLOSED") return;
    }
    await new Promise<void>((resolve) => {
      const timer = clock.after(rstAvoidanceDelay, resolve);
      this.#wake = () => {
        timer.cancel();
        resolve();
      };
      onWait(rstAvoidanceDelay);
    });
    this.#wake = null;
  }

  /** Ends the waiting at once. */
  stop(): void {
    this.#wake?.();
  }
}
