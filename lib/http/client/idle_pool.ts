/**
 * The idle connections of a client, per host, and those who wait for one (Go: net/http transport.go tryPutIdleConn,
 * queueForIdleConn, connLRU).
 *
 * The one that was put back last is taken first: it is the least likely to have been closed meanwhile.
 *
 * @module
 */

import type { Clock, Timer } from "../../clock.ts";
import { EoflabError } from "../../errors.ts";
import type { PersistConn } from "./persist_conn.ts";

/** How many idle connections are kept. 0 means no limit, but for maxPerHost, where it means 2. */
export interface IdleLimits {
  /** Over all hosts. */
  readonly max: number;
  readonly maxPerHost: number;
  /** How long each is kept, in ms. */
  readonly timeout: number;
}

/** How many idle connections to a host are kept unless something else is said (Go's DefaultMaxIdleConnsPerHost). */
const defaultMaxPerHost = 2;

/** Somebody who takes the next connection that comes back, and says whether he still wants it. */
export type Taker = (conn: PersistConn) => boolean;

interface Idle {
  readonly conn: PersistConn;
  readonly since: number;
  readonly timer: Timer | null;
}

/** Keeps what is idle. */
export class IdlePool {
  readonly #clock: Clock;
  readonly #limits: IdleLimits;
  /** In the order in which they were put back, the oldest first. */
  readonly #idle: Idle[] = [];
  /** Who waits for a connection to which host, in their order. */
  readonly #takers = new Map<string, Taker[]>();
  /** Set by closeAll, until somebody wants a connection again. */
  #closing = false;

  constructor(clock: Clock, limits: IdleLimits) {
    this.#clock = clock;
    this.#limits = limits;
  }

  /** How many connections are idle. */
  get size(): number {
    return this.#idle.length;
  }

  /**
   * Takes a connection back, or gives it to who waits for one.
   *
   * @returns why it is not kept; `null` if it is
   */
  put(conn: PersistConn): EoflabError | null {
    if (conn.closed !== null) return notKept("http: putIdleConn: connection is in bad state");
    conn.reused = true;
    const takers = this.#takers.get(conn.key) ?? [];
    for (let taker = takers.shift(); taker !== undefined; taker = takers.shift()) {
      if (taker(conn)) return null;
    }
    if (this.#closing) return notKept("http: putIdleConn: CloseIdleConnections was called");
    const { max, maxPerHost, timeout } = this.#limits;
    const sameHost = this.#idle.filter((idle) => idle.conn.key === conn.key).length;
    if (sameHost >= (maxPerHost || defaultMaxPerHost)) {
      return notKept("http: putIdleConn: too many idle connections for host");
    }
    const timer = timeout > 0 ? this.#clock.after(timeout, () => this.#expire(conn)) : null;
    timer?.unref();
    this.#idle.push({ conn, since: this.#clock.now(), timer });
    if (max > 0 && this.#idle.length > max) {
      this.#idle[0]?.conn.close(notKept("http: putIdleConn: too many idle connections"));
    }
    return null;
  }

  /** An idle connection to that host, `null` if there is none. */
  take(key: string): PersistConn | null {
    this.#closing = false;
    const { timeout } = this.#limits;
    for (let i = this.#idle.length - 1; i >= 0; i--) {
      const idle = this.#idle[i];
      if (idle === undefined || idle.conn.key !== key) continue;
      this.#removeAt(i);
      if (idle.conn.closed !== null) continue;
      if (timeout === 0 || this.#clock.now() - idle.since < timeout) return idle.conn;
      idle.conn.close(idleTimeout());
    }
    return null;
  }

  /** Offers the next connection to that host that is put back. */
  wait(key: string, taker: Taker): void {
    const takers = this.#takers.get(key);
    if (takers === undefined) this.#takers.set(key, [taker]);
    else takers.push(taker);
  }

  /** Nobody waits for it any more. */
  forget(key: string, taker: Taker): void {
    const takers = this.#takers.get(key)?.filter((t) => t !== taker) ?? [];
    if (takers.length === 0) this.#takers.delete(key);
    else this.#takers.set(key, takers);
  }

  /** A connection was closed. */
  remove(conn: PersistConn): void {
    const at = this.#idle.findIndex((idle) => idle.conn === conn);
    if (at !== -1) this.#removeAt(at);
  }

  /** Closes what is idle. */
  closeAll(): void {
    this.#closing = true;
    for (const { conn } of [...this.#idle]) {
      conn.close(notKept("http: CloseIdleConnections called"));
    }
  }

  #expire(conn: PersistConn): void {
    if (this.#idle.some((idle) => idle.conn === conn)) conn.close(idleTimeout());
  }

  #removeAt(i: number): void {
    const [idle] = this.#idle.splice(i, 1);
    idle?.timer?.cancel();
  }
}

function idleTimeout(): EoflabError {
  return notKept("http: idle connection timeout");
}

function notKept(why: string): EoflabError {
  return new EoflabError("CLOSED", why);
}
