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
import type { LazyReader, MaybePromise, Waiter } from "../../io.ts";
import type { Conn } from "../../net/conn.ts";
import type { ContextOwner } from "./check_conn_error_writer.ts";

/** An instant that has passed on any clock (Go's aLongTimeAgo). */
const aLongTimeAgo = 0;

/** Reads from a connection until a limit is hit. */
export class ConnReader implements LazyReader, Waiter<number | null> {
  /** How many bytes may still be read; set anew before each header, counted down by each read. */
  #remain = Number.POSITIVE_INFINITY;
  /** Whether anything was read since the limit was set. */
  #hasRead = false;
  /** Whether the background read waits for the client; set by startBackgroundRead, cleared when it ends. */
  #inBackground = false;
  /** Tell those who wait for it to end; made by the first, as that is seldom. */
  #waiting: (() => void)[] | null = null;
  /** The read that bufr waits for; set while it does. */
  #reading: Promise<number | null> | null = null;
  /** Whether anybody wants to know that the client is gone: from startBackgroundRead until stopWatching. */
  #watched = false;
  /** Whether the handler has returned; from stopWatching until the next header is read. */
  #stopped = false;
  /** Whether a background read began too late, so that the connection has two readers; never taken back. */
  #broken = false;
  /** What the background read has read into; made when it gets its byte, as it seldom does. */
  #byte: Uint8Array | null = null;
  readonly #rwc: Conn;
  readonly #owner: ContextOwner;

  /**
   * @param rwc the socket
   * @param owner told when a read meets the client's FIN, or an error
   */
  constructor(rwc: Conn, owner: ContextOwner) {
    this.#rwc = rwc;
    this.#owner = owner;
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
    if (!this.#isAlone) throw concurrentRead();
    if (this.hasByte) return;
    this.#broken = this.#stopped;
    this.#watched = true;
    this.#rwc.setReadDeadline(null);
    if (this.#inBackground) return;
    this.#inBackground = true;
    this.#rwc.direct.readFor(this, () => this.#makeByte());
  }

  /** The handler has returned: nobody wants to know any more, and the deadline that it may have set is over. */
  stopWatching(): void {
    this.#watched = false;
    this.#stopped = true;
    if (this.#inBackground) this.#rwc.setReadDeadline(null);
  }

  /**
   * Calls off the read that waits for the client, for somebody who wants the socket for himself. A byte that the
   * background read has got comes with the next read.
   */
  async abortPendingRead(): Promise<void> {
    this.#watched = false;
    if (!this.#inBackground && this.#reading === null) return;
    this.#rwc.setReadDeadline(aLongTimeAgo);
    if (this.#inBackground) await this.#backgroundEnd();
    await this.#reading?.catch(ignore);
    this.#rwc.setReadDeadline(null);
  }

  /** The socket is about to be closed: a background read that waits ends without the error that closing would bring. */
  end(): void {
    if (this.#inBackground) this.#rwc.abortRead();
  }

  /** Whether the background read has a byte for the next read (Go's hasByte). */
  get hasByte(): boolean {
    return this.#byte !== null && !this.#inBackground;
  }

  read(p: Uint8Array): MaybePromise<number | null> {
    if (this.hitReadLimit) return null;
    if (p.length === 0) return 0;
    if (!this.#isAlone) return Promise.reject(concurrentRead());
    if (!this.#backgroundIsOver()) return this.#backgroundEnd().then(() => this.read(p));
    if (this.#byte !== null) return this.#takeByte(p, this.#byte);
    const n = this.#rwc.direct.read(this.#limited(p));
    return typeof n === "number" ? this.#count(n) : this.#waitFor(n);
  }

  readFor(waiter: Waiter<number | null>, memory: () => Uint8Array): void {
    if (this.hitReadLimit || this.#byte !== null || !this.#isAlone) {
      const reading = Promise.resolve(this.read(memory()));
      reading.then(
        (n) => waiter.resolve(n),
        (err) => waiter.reject(err),
      );
    } else if (!this.#backgroundIsOver()) {
      void this.#backgroundEnd().then(() => this.readFor(waiter, memory));
    } else {
      const counted = {
        resolve: (n: number | null) => waiter.resolve(this.#ended(n)),
        reject: (err: unknown) => waiter.reject(this.#failed(err)),
      };
      this.#rwc.direct.readFor(counted, memory, this.#remain);
    }
  }

  /** As much of it as may be read. */
  #limited(p: Uint8Array): Uint8Array {
    return p.length > this.#remain ? p.subarray(0, this.#remain) : p;
  }

  /** Calls the background read off. Whether it is over: not if it has been answered, and is about to hear of it. */
  #backgroundIsOver(): boolean {
    if (!this.#inBackground) return true;
    if (!this.#rwc.abortRead()) return false;
    this.#inBackground = false;
    this.#byte = null;
    return true;
  }

  /** Waits until the background read has heard how it ended. */
  #backgroundEnd(): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting ??= [];
      this.#waiting.push(resolve);
    });
  }

  #waitFor(read: Promise<number | null> | null): Promise<number | null> {
    this.#reading = Promise.resolve(read);
    return this.#reading.then(
      (n) => this.#ended(n),
      (err) => {
        throw this.#failed(err);
      },
    );
  }

  #ended(n: number | null): number | null {
    this.#reading = null;
    if (n !== null) return this.#count(n);
    this.#owner.cancelContext();
    return null;
  }

  #failed<E>(err: E): E {
    this.#reading = null;
    this.#owner.cancelContext();
    return err;
  }

  #count(n: number): number {
    this.#remain -= n;
    this.#hasRead = true;
    return n;
  }

  /**
   * While a handler runs, the connection is the background read's, and a second reader is a mistake. Go's server
   * makes it itself: with full duplex, a body that the handler left unread is read to its end after the background
   * read was called off, and that starts it anew. The next request then panics, as it does in Go 1.26.
   */
  get #isAlone(): boolean {
    return !this.#broken && !(this.#watched && this.#inBackground);
  }

  #makeByte(): Uint8Array {
    this.#byte = new Uint8Array(1);
    return this.#byte;
  }

  #takeByte(p: Uint8Array, byte: Uint8Array): number {
    this.#byte = null;
    p.set(byte);
    this.#hasRead = true;
    return 1;
  }

  /**
   * The background read has ended, with a byte or with FIN; 0 comes to one that was called off. How the connection ended,
   * if it did, the next read asks again.
   */
  resolve(n: number | null): void {
    if (n === 0) return;
    this.#endBackground();
    if (n === null) this.#sawEnd();
  }

  /** The background read has failed. */
  reject(err: EoflabError): void {
    this.#endBackground();
    if (!(err instanceof EoflabError)) throw err;
    this.#sawEnd();
  }

  #endBackground(): void {
    this.#inBackground = false;
    const waiting = this.#waiting ?? [];
    this.#waiting = null;
    for (const tell of waiting) tell();
  }

  /** It is told after startBackgroundRead has returned: in Go another goroutine sees it, and the handler has begun. */
  #sawEnd(): void {
    this.#byte = null;
    queueMicrotask(() => {
      if (this.#watched) this.#owner.cancelContext();
    });
  }
}

/** Not an error of the connection but a mistake of the program, as the panic is in Go. */
function concurrentRead(): Error {
  return new Error("invalid concurrent Body.Read call");
}

function ignore(): void {}
