/**
 * The deadlines in the life of a connection: which is set when, and when it is taken away.
 *
 * A deadline is the socket's. Nothing here wakes a handler or closes a connection: a read or a write that meets a
 * passed deadline fails, and whoever made it decides what then.
 *
 * | When                                | Read                                    | Write                  |
 * | ----------------------------------- | --------------------------------------- | ---------------------- |
 * | accepted                            | readHeaderTimeout                       |                        |
 * | header read, or refused             | readTimeout, from where reading it began (not if it was refused) | writeTimeout, from now |
 * | body read, or there is none         | none: the background read may wait      |                        |
 * | handler returned                    | none, if the background read waits      |                        |
 * | answer finished                     |                                         | none                   |
 * | waiting for the next request        | idleTimeout                             |                        |
 * | its first four bytes are there      | readHeaderTimeout                       |                        |
 * | taken over by a handler             | none                                    | none                   |
 *
 * readHeaderTimeout and idleTimeout are readTimeout where they are not set. The background read's part is in
 * conn_reader.ts. A handler moves both by its ResponseController.
 *
 * Go: net/http server.go (*conn).serve, (*conn).readRequest, (*connReader).startBackgroundRead, (*conn).hijackLocked.
 *
 * @module
 */

import type { Clock } from "../../clock.ts";
import type { Conn } from "../../net/conn.ts";

/** The limits of a server, in ms; 0 means none. */
export interface Timeouts {
  readonly readTimeout: number;
  readonly readHeaderTimeout: number;
  readonly writeTimeout: number;
  readonly idleTimeout: number;
}

/** Sets the deadlines of one connection. */
export class ConnDeadlines {
  readonly #rwc: Conn;
  readonly #clock: Clock;
  readonly #timeouts: Timeouts;

  constructor(rwc: Conn, clock: Clock, timeouts: Timeouts) {
    this.#rwc = rwc;
    this.#clock = clock;
    this.#timeouts = timeouts;
  }

  /** A header is about to come: the connection is new, or the next request has begun. */
  headerBegins(): void {
    this.#rwc.setReadDeadline(this.#after(this.#timeouts.readHeaderTimeout));
  }

  /** The instant from which readTimeout counts: reading a header begins now. */
  headerComes(): number {
    return this.#timeouts.readTimeout > 0 ? this.#clock.now() : 0;
  }

  /**
   * A header has been read. The time for the answer runs from here, while the handler works, and not from the first
   * byte that it writes.
   *
   * @param began when reading it began, as headerComes said
   */
  headerRead(began: number): void {
    const { readTimeout } = this.#timeouts;
    this.#rwc.setReadDeadline(readTimeout > 0 ? began + readTimeout : null);
    this.answerBegins();
  }

  /** An answer is due, be it a refusal. */
  answerBegins(): void {
    const { writeTimeout } = this.#timeouts;
    if (writeTimeout > 0) this.#rwc.setWriteDeadline(this.#after(writeTimeout));
  }

  /** The answer is finished. */
  answered(): void {
    this.#rwc.setWriteDeadline(null);
  }

  /** The connection waits for its next request. */
  idle(): void {
    this.#rwc.setReadDeadline(this.#after(this.#timeouts.idleTimeout));
  }

  /** A handler has taken the connection over: what the server had set is not for it. */
  hijacked(): void {
    this.#rwc.setDeadline(null);
  }

  #after(timeout: number): number | null {
    return timeout > 0 ? this.#clock.now() + timeout : null;
  }
}
