/**
 * Where conn.bufr reads from: the socket, with a limit on how much a request's header may take, and with the
 * background read, which notices a client that goes away while a handler runs.
 *
 * The background read asks the socket for one byte, from when the request's body has been read. Go calls it off when
 * the handler has returned. Here the next read calls it off, as it wants more than one byte: the way is shorter, and
 * in between nobody looks.
 *
 * Go: net/http server.go connReader.
 *
 * @module
 */

import { EoflabError } from "../../errors.ts";
import type { Reader } from "../../io.ts";
import type { Conn } from "../../net/conn.ts";

/** An instant that has passed on any clock (Go's aLongTimeAgo). */
const aLongTimeAgo = 0;

/** Reads from a connection until a limit is hit. */
export class ConnReader implements Reader {
  /** How many bytes may still be read; set anew before each header, counted down by each read. */
  #remain = Number.POSITIVE_INFINITY;
  /** Whether anything was read since the limit was set. */
  #hasRead = false;
  /** The background read; set by startBackgroundRead, cleared when its byte was taken, or when it brought none. */
  #background: Promise<boolean> | null = null;
  /** Whether the background read waits for the client. */
  #waiting = false;
  /** The read that bufr waits for; set while it does. */
  #reading: Promise<void> | null = null;
  /** Whether anybody wants to know that the client is gone: from startBackgroundRead until stopWatching. */
  #watched = false;
  /** Whether the handler has returned; from stopWatching until the next header is read. */
  #stopped = false;
  /** Whether a background read began too late, so that the connection has two readers; never taken back. */
  #broken = false;
  /** What the background read reads into. */
  readonly #byte = new Uint8Array(1);
  readonly #rwc: Conn;
  /** Called when reading shows that the client has ended the connection. */
  readonly #onEnd: () => void;

  /**
   * @param rwc the socket
   * @param onEnd called when a read meets the client's FIN, or an error
   */
  constructor(rwc: Conn, onEnd: () => void) {
    this.#rwc = rwc;
    this.#onEnd = onEnd;
  }

  /** @param bytes how many may be read from now on */
  setReadLimit(bytes: number): void {
    this.#remain = bytes;
    this.#hasRead = false;
    this.#stopped = false;
  }

  /** Whether the client has sent anything since the limit was set. */
  get hasRead(): boolean {
    return this.#hasRead;
  }

  /** Whether reading ended because of the limit, and not because the client had no more to say. */
  get hitReadLimit(): boolean {
    return this.#remain <= 0;
  }

  /** Begins to watch for a client that goes away. The read deadline is taken away for that, as in Go. */
  startBackgroundRead(): void {
    this.#checkAlone();
    if (this.hasByte) return;
    this.#broken = this.#stopped;
    this.#watched = true;
    this.#rwc.setReadDeadline(null);
    if (this.#waiting) return;
    this.#waiting = true;
    this.#background = this.#readOne();
  }

  /** The handler has returned: nobody wants to know any more, and the deadline that it may have set is over. */
  stopWatching(): void {
    this.#watched = false;
    this.#stopped = true;
    if (this.#waiting) this.#rwc.setReadDeadline(null);
  }

  /**
   * Calls off the read that waits for the client, for somebody who wants the socket for himself. A byte that the
   * background read has got comes with the next read.
   */
  async abortPendingRead(): Promise<void> {
    this.#watched = false;
    if (!this.#waiting && this.#reading === null) return;
    this.#rwc.setReadDeadline(aLongTimeAgo);
    await this.#background;
    await this.#reading;
    this.#rwc.setReadDeadline(null);
  }

  /** Whether the background read has a byte for the next read (Go's hasByte). */
  get hasByte(): boolean {
    return this.#background !== null && !this.#waiting;
  }

  async read(p: Uint8Array): Promise<number | null> {
    if (this.hitReadLimit) return null;
    if (p.length === 0) return 0;
    this.#checkAlone();
    if (this.#waiting) this.#rwc.abortRead();
    if (this.#background !== null && (await this.#takeByte(p))) return 1;
    const read = this.#rwc.read(p.length > this.#remain ? p.subarray(0, this.#remain) : p);
    this.#reading = read.then(ignore, ignore);
    try {
      const n = await read;
      if (n === null) {
        this.#onEnd();
        return null;
      }
      this.#remain -= n;
      this.#hasRead = true;
      return n;
    } catch (err) {
      this.#onEnd();
      throw err;
    } finally {
      this.#reading = null;
    }
  }

  /**
   * While a handler runs, the connection is the background read's, and a second reader is a mistake. Go's server
   * makes it itself: with full duplex, a body that the handler left unread is read to its end after the background
   * read was called off, and that starts it anew. The next request then panics, as it does in Go 1.26.
   */
  #checkAlone(): void {
    if (this.#broken || (this.#watched && this.#waiting))
      throw new Error("invalid concurrent Body.Read call");
  }

  /** Waits for the background read, and takes its byte. Whether there was one. */
  async #takeByte(p: Uint8Array): Promise<boolean> {
    if (!(await this.#background)) return false;
    this.#background = null;
    p.set(this.#byte);
    this.#hasRead = true;
    return true;
  }

  /** The background read: whether it got a byte. How the connection ended, if it did, the next read asks again. */
  async #readOne(): Promise<boolean> {
    try {
      const n = await this.#rwc.read(this.#byte);
      if (n === 0) return this.#wasAborted();
      if (n !== null) return true;
    } catch (err) {
      if (!(err instanceof EoflabError)) throw err;
    } finally {
      this.#waiting = false;
    }
    this.#background = null;
    if (this.#watched) this.#onEnd();
    return false;
  }

  #wasAborted(): false {
    this.#background = null;
    return false;
  }
}

function ignore(): void {}
