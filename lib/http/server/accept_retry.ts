/**
 * Accepting when the process has no more files to open: a server that gave up then would be gone for good.
 *
 * Go: net/http server.go (*Server).Serve, tempDelay.
 *
 * @module
 */

import type { Clock, Timer } from "../../clock.ts";
import { is } from "../../errors.ts";
import type { Conn, Listener } from "../../net/conn.ts";

/** The first delay, doubled by each failure that follows, and the longest, in ms. */
const [firstDelay, longestDelay] = [5, 1000];

/** Accepts from one listener, and waits after a failure that may pass. */
export class AcceptRetry {
  readonly #clock: Clock;
  readonly #log: (line: string) => void;
  /** The delay of the last failure; 0 after a success. */
  #delay = 0;
  /** Ends the waiting; set while it lasts. */
  #wake: (() => void) | null = null;

  /**
   * @param clock of the delays
   * @param log writes a line to the error log
   */
  constructor(clock: Clock, log: (line: string) => void) {
    this.#clock = clock;
    this.#log = log;
  }

  /**
   * Accepts a connection.
   *
   * @returns `null` when there was none, and it is worth trying again
   * @throws OpError that will not pass
   */
  async accept(listener: Listener): Promise<Conn | null> {
    try {
      const conn = await listener.accept();
      this.#delay = 0;
      return conn;
    } catch (err) {
      if (!is(err, "EMFILE")) throw err;
      this.#delay = Math.min(this.#delay === 0 ? firstDelay : this.#delay * 2, longestDelay);
      const text = this.#delay === longestDelay ? "1s" : `${this.#delay}ms`;
      this.#log(`http: Accept error: ${(err as Error).message}; retrying in ${text}`);
      await this.#wait(this.#delay);
      return null;
    }
  }

  /** Ends a waiting. */
  stop(): void {
    this.#wake?.();
  }

  async #wait(ms: number): Promise<void> {
    let timer: Timer | null = null;
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
      timer = this.#clock.after(ms, resolve);
    });
    (timer as Timer | null)?.cancel();
    this.#wake = null;
  }
}
