/**
 * TCP through Deno.listen and Deno.connect, and what else is asked of Deno. The only file that touches the Deno
 * global; of its types only what is used is declared here, so that the file is checked and loaded anywhere.
 *
 * What Deno does otherwise than Go's kernel calls:
 * - A read or a write that is on its way cannot be called off. Both work on memory of ours.
 * - There is no SO_LINGER, so no RST on demand, and close sends FIN in any case: see `close` and `reset`.
 *
 * @module
 */

import type { Clock } from "../clock.ts";
import { OpError } from "../errors.ts";
import { bufioLoan, giveBack, largestLoan, lend } from "./buffers.ts";
import { type Addr, type Conn, formatAddr, type Listener, type Network } from "./conn.ts";
import { plainHost, wellKnownHost } from "./host.ts";
import { ListenQueue } from "./listen_queue.ts";
import { nativeError } from "./native_error.ts";
import type { RawEvents, RawSocket } from "./raw_socket.ts";
import { StreamConn } from "./stream_conn.ts";

interface DenoAddr {
  readonly hostname: string;
  readonly port: number;
}

interface DenoConn {
  readonly localAddr: DenoAddr;
  readonly remoteAddr: DenoAddr;
  read(p: Uint8Array): Promise<number | null>;
  write(p: Uint8Array): Promise<number>;
  close(): void;
  closeWrite(): Promise<void>;
  setNoDelay(on: boolean): void;
  setKeepAlive(on: boolean): void;
  ref(): void;
  unref(): void;
}

interface DenoListener {
  readonly addr: DenoAddr;
  accept(): Promise<DenoConn>;
  close(): void;
}

/** A permission, as Deno describes it: `{ name: "net", host: "127.0.0.1" }`. */
export interface PermissionDescriptor {
  readonly name: "net" | "read" | "write" | "run" | "env" | "sys";
  readonly host?: string;
  readonly path?: string;
  readonly command?: string;
  readonly variable?: string;
  readonly kind?: string;
}

/** What Deno says of a permission. */
export type PermissionState = "granted" | "prompt" | "denied";

interface DenoGlobal {
  readonly version: { readonly deno: string };
  readonly permissions: { querySync(descriptor: PermissionDescriptor): { state: PermissionState } };
  listen(options: { hostname: string; port: number; transport: "tcp" }): DenoListener;
  connect(options: { hostname: string; port: number; transport: "tcp" }): Promise<DenoConn>;
}

const deno = (globalThis as { Deno?: DenoGlobal }).Deno;

/** Whether this runs on Deno. */
export function hasDeno(): boolean {
  return deno !== undefined;
}

/** The version of Deno, or `null` elsewhere. */
export function denoVersion(): string | null {
  return deno?.version.deno ?? null;
}

/** Whether Deno lets the program do this; it asks nobody. Elsewhere everything is granted. */
export function queryPermission(descriptor: PermissionDescriptor): PermissionState {
  return deno?.permissions.querySync(descriptor).state ?? "granted";
}

const nothing = new Uint8Array(0);

/** A Deno.TcpConn. */
class DenoSocket implements RawSocket {
  readonly localAddr: Addr;
  readonly remoteAddr: Addr;
  readonly #conn: DenoConn;
  #events!: RawEvents;
  /** What the read on its way reads into; set by `receive`. */
  #into: Uint8Array = nothing;
  /** What the write on its way has not told of; set by `send`. */
  #outgoing: Uint8Array = nothing;

  constructor(conn: DenoConn) {
    this.#conn = conn;
    this.localAddr = toAddr(conn.localAddr);
    this.remoteAddr = toAddr(conn.remoteAddr);
    this.setNoDelay(true);
    this.setKeepAlive(true);
  }

  attach(events: RawEvents): void {
    this.#events = events;
  }

  /**
   * Deno takes no more than the buffer holds, so that the rest stays in the kernel. It gets as much room as conn.bufr has,
   * at least: what waits for one byte, to see a client go, cannot be made wider when the next request is waited for, and
   * a request that comes in one piece is to be read in one, as in Go.
   */
  receive(max: number): void {
    const wanted = Math.min(Math.max(max, bufioLoan), largestLoan);
    this.#into = lend(wanted);
    const p = wanted < this.#into.length ? this.#into.subarray(0, wanted) : this.#into;
    this.#conn.read(p).then(this.#read, this.#readFailed);
  }

  /** A read of Deno's that is on its way has its buffer, and keeps it. */
  widen(_max: number): void {}

  // One function for each outcome and connection, not one for each call: this is where a server spends its time.
  readonly #read = (n: number | null): void => {
    const into = this.#into;
    this.#into = nothing;
    this.#events.received(n === null ? null : into.subarray(0, n));
    giveBack(into);
  };

  readonly #readFailed = (err: unknown): void => {
    giveBack(this.#into);
    this.#into = nothing;
    this.#events.receiveFailed(nativeError("read", err));
  };

  /** A write of Deno's is a promise. */
  sendNow(_p: Uint8Array): number {
    return 0;
  }

  send(p: Uint8Array): boolean {
    this.#outgoing = p;
    this.#conn.write(p).then(this.#wrote, this.#writeFailed);
    return false;
  }

  readonly #wrote = (n: number): void => {
    if (n < this.#outgoing.length) {
      this.send(this.#outgoing.subarray(n));
      return;
    }
    this.#outgoing = nothing;
    this.#events.sent();
  };

  readonly #writeFailed = (err: unknown): void => {
    this.#outgoing = nothing;
    this.#events.sendFailed(nativeError("write", err));
  };

  async closeWrite(): Promise<void> {
    try {
      await this.#conn.closeWrite();
    } catch (err) {
      throw nativeError("shutdown", err);
    }
  }

  /**
   * Deno shuts the socket down before it closes it. So where Linux sends RST for unread bytes, the peer gets FIN and
   * then RST: its reads see EOF, its writes a broken pipe. If Deno had taken the bytes already (a read was parked),
   * the kernel knows of none, and the peer gets FIN alone. (Seen with a peer in Go, Deno 2.9.)
   */
  close(_unread: boolean): void {
    this.#conn.close();
  }

  /** Deno cannot reset: this is a close, with what is said there. Without unread bytes no RST is sent at all. */
  reset(): void {
    this.#conn.close();
  }

  setNoDelay(on: boolean): void {
    quietly(() => this.#conn.setNoDelay(on));
  }

  /** On Deno the kernel's own times hold (on Linux the first probe after two hours), whatever is asked for. */
  setKeepAlive(on: boolean, _idle?: number): void {
    quietly(() => this.#conn.setKeepAlive(on));
  }

  setRef(on: boolean): void {
    if (on) this.#conn.ref();
    else this.#conn.unref();
  }
}

/** Sets what a system may refuse for a socket that the peer has reset. Go passes over that too (net newTCPConn). */
function quietly(set: () => void): void {
  try {
    set();
  } catch {
    // The next read or write tells what is wrong.
  }
}

/** A Deno.TcpListener. Deno takes one accept at a time, so the others wait here. */
class DenoListening implements Listener {
  readonly addr: Addr;
  readonly #listener: DenoListener;
  readonly #clock: Clock;
  readonly #queue: ListenQueue;
  /** Whether Deno has been asked for a connection and has not answered. */
  #accepting = false;

  constructor(listener: DenoListener, clock: Clock) {
    this.addr = toAddr(listener.addr);
    this.#listener = listener;
    this.#clock = clock;
    this.#queue = new ListenQueue(this.addr);
  }

  accept(): Promise<Conn> {
    const conn = this.#queue.accept();
    this.#ask();
    return conn;
  }

  #ask(): void {
    if (this.#accepting || !this.#queue.wanted) return;
    this.#accepting = true;
    this.#listener.accept().then(this.#came, this.#failed);
  }

  readonly #came = (conn: DenoConn): void => {
    this.#accepting = false;
    this.#queue.push(new StreamConn(new DenoSocket(conn), this.#clock));
    this.#next();
  };

  readonly #failed = (err: unknown): void => {
    this.#accepting = false;
    if (!this.#queue.closed) this.#queue.fail(nativeError("accept", err));
    this.#next();
  };

  #next(): void {
    if (this.#queue.closed) this.#queue.end();
    else this.#ask();
  }

  /** Deno lets go of the port when its accept has been called off, which takes it a turn or more. */
  close(): void {
    if (this.#queue.closed) return;
    this.#queue.close();
    this.#listener.close();
    if (!this.#accepting) this.#queue.end();
  }
}

/** TCP through Deno.listen and Deno.connect. */
export class DenoNetwork implements Network {
  readonly name = "deno";
  readonly title = "Deno.listen";
  readonly #deno: DenoGlobal;
  readonly #clock: Clock;

  /**
   * @param clock the clock of the deadlines of every connection
   * @throws TypeError elsewhere than on Deno; ask `hasDeno` first
   */
  constructor(clock: Clock) {
    if (deno === undefined) throw new TypeError("DenoNetwork needs Deno");
    this.#deno = deno;
    this.#clock = clock;
  }

  async listen(addr: Addr): Promise<Listener> {
    const { port } = addr;
    try {
      const listener = this.#deno.listen({ hostname: wellKnownHost(addr.host), port, transport: "tcp" });
      return new DenoListening(listener, this.#clock);
    } catch (err) {
      throw new OpError("listen", formatAddr(addr), null, nativeError("bind", err));
    }
  }

  async dial(addr: Addr): Promise<Conn> {
    const { port } = addr;
    try {
      const conn = await this.#deno.connect({ hostname: wellKnownHost(addr.host), port, transport: "tcp" });
      return new StreamConn(new DenoSocket(conn), this.#clock);
    } catch (err) {
      throw new OpError("dial", null, formatAddr(addr), nativeError("connect", err));
    }
  }
}

function toAddr(addr: DenoAddr): Addr {
  return { host: plainHost(addr.hostname), port: addr.port };
}
