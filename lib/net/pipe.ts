/**
 * Connections in memory: two ends, and between them what Linux has, a receive buffer each way, FIN and RST.
 * Nothing takes time and everything happens in one order, so that a test on a VirtualClock needs no socket.
 *
 * @module
 */

import type { Clock } from "../clock.ts";
import { OpError, syscallError } from "../errors.ts";
import { type Addr, type Conn, formatAddr, type Listener, type Network } from "./conn.ts";
import { wellKnownHost } from "./host.ts";
import { ListenQueue } from "./listen_queue.ts";
import type { RawEvents, RawSocket } from "./raw_socket.ts";
import { StreamConn } from "./stream_conn.ts";

/** How many bytes the kernel holds for a reader that does not read, unless `pipe` is told otherwise. */
const defaultCapacity = 65_536;

/** One end of a pipe: the kernel's side of a socket. */
class MemorySocket implements RawSocket {
  readonly localAddr: Addr;
  readonly remoteAddr: Addr;
  /** How many bytes are held for this end until they are read. */
  readonly #capacity: number;
  /** The other end. Set once, by `join`. */
  #peer!: MemorySocket;
  #events!: RawEvents;
  /** What has arrived and is not read; grows in the peer's `send`, shrinks in `receive`. */
  readonly #arrived: Uint8Array[] = [];
  /** The length of all that. */
  #held = 0;
  /** The size that an unanswered receive asked for, or 0. */
  #asked = 0;
  /** What of an unanswered send has not found room at the peer, or `null`. */
  #outgoing: Uint8Array | null = null;
  /** Whether the peer's FIN has arrived. */
  #finArrived = false;
  /** Whether this end has sent FIN. */
  #finSent = false;
  /** Whether the peer's RST has arrived. */
  #dead = false;
  /** The kernel's sk_err: what the RST means, until a call has reported it. */
  #error: "ECONNRESET" | "EPIPE" | null = null;
  /** Set by `close` and `reset`. */
  #closed = false;

  constructor(local: Addr, remote: Addr, capacity: number) {
    this.localAddr = local;
    this.remoteAddr = remote;
    this.#capacity = capacity;
  }

  static join(a: MemorySocket, b: MemorySocket): void {
    a.#peer = b;
    b.#peer = a;
  }

  attach(events: RawEvents): void {
    this.#events = events;
  }

  receive(max: number): void {
    this.#asked = max;
    this.#answer();
  }

  widen(max: number): void {
    this.#asked = Math.max(this.#asked, max);
  }

  /** What is sent here is taken in any case at once, or waits for the peer to read. */
  sendNow(_p: Uint8Array): number {
    return 0;
  }

  send(p: Uint8Array): boolean {
    if (this.#dead || this.#finSent) {
      this.#refuse();
      return false;
    }
    this.#outgoing = p;
    // To an end that was closed: the kernel takes the bytes, and RST comes back for them.
    if (this.#peer.#closed) this.#outgoing = null;
    else this.#flow();
    if (this.#peer.#closed) this.#rst();
    return this.#outgoing === null;
  }

  async closeWrite(): Promise<void> {
    if (this.#dead) throw syscallError("shutdown", "ENOTCONN");
    this.#finSent = true;
    this.#peer.#fin();
  }

  close(unread: boolean): void {
    if (unread || this.#held > 0) {
      this.reset();
      return;
    }
    this.#closed = true;
    if (this.#dead) return;
    this.#finSent = true;
    this.#peer.#fin();
  }

  reset(): void {
    this.#closed = true;
    this.#arrived.length = 0;
    this.#held = 0;
    if (!this.#dead) this.#peer.#rst();
  }

  setNoDelay(_on: boolean): void {}
  setKeepAlive(_on: boolean, _idle?: number): void {}
  setRef(_on: boolean): void {}

  /** Moves what there is room for to the peer. */
  #flow(): void {
    const p = this.#outgoing;
    if (p === null) return;
    const room = this.#peer.#capacity - this.#peer.#held;
    if (room <= 0) return;
    this.#outgoing = p.length > room ? p.subarray(room) : null;
    this.#peer.#arrive(p.slice(0, room));
  }

  #arrive(p: Uint8Array): void {
    if (p.length === 0) return;
    this.#arrived.push(p);
    this.#held += p.length;
    this.#answer();
  }

  /** Answers an unanswered receive if there is something to answer. The order is the kernel's (tcp_recvmsg). */
  #answer(): void {
    const max = this.#asked;
    if (max === 0 || this.#closed) return;
    const first = this.#arrived[0];
    if (first !== undefined) {
      this.#asked = 0;
      this.#events.received(this.#take(first, max));
      this.#peer.#moreRoom();
    } else if (this.#error !== null && !this.#finArrived) {
      const code = this.#error;
      this.#asked = 0;
      this.#error = null;
      this.#events.receiveFailed(syscallError("read", code));
    } else if (this.#finArrived || this.#dead) {
      this.#asked = 0;
      this.#events.received(null);
    }
  }

  /** Takes up to `max` bytes off what has arrived, across the writes that it came in, as TCP does. */
  #take(first: Uint8Array, max: number): Uint8Array {
    if (first.length >= max || this.#arrived.length === 1) {
      const taken = first.subarray(0, max);
      if (taken.length === first.length) this.#arrived.shift();
      else this.#arrived[0] = first.subarray(max);
      this.#held -= taken.length;
      return taken;
    }
    const taken = new Uint8Array(Math.min(max, this.#held));
    let n = 0;
    for (let next = this.#arrived[0]; next !== undefined && n < taken.length; next = this.#arrived[0]) {
      const part = next.subarray(0, taken.length - n);
      taken.set(part, n);
      n += part.length;
      if (part.length === next.length) this.#arrived.shift();
      else this.#arrived[0] = next.subarray(part.length);
    }
    this.#held -= n;
    return taken;
  }

  /** The peer has read: what waits for room goes on. */
  #moreRoom(): void {
    if (this.#outgoing === null || this.#closed) return;
    this.#flow();
    if (this.#outgoing === null && !this.#dead) this.#events.sent();
  }

  #fin(): void {
    this.#finArrived = true;
    this.#answer();
  }

  /** RST arrives: of a read and a write that wait, the read hears of the reset, the write of a broken pipe. */
  #rst(): void {
    if (this.#dead || this.#closed) return;
    this.#dead = true;
    this.#error = this.#finArrived ? "EPIPE" : "ECONNRESET"; // Linux tcp_reset
    this.#answer();
    if (this.#outgoing !== null) {
      this.#outgoing = null;
      this.#refuse();
    }
  }

  #refuse(): void {
    const code = this.#error ?? "EPIPE";
    this.#error = null;
    this.#events.sendFailed(syscallError("write", code));
  }
}

/** Addresses of pipes that nobody named: 127.0.0.1, with the ports counted up from here. */
const firstPort = 40_000;

/**
 * Two connected ends, as of a TCP connection on one machine.
 *
 * @param clock the clock of the deadlines of both
 * @param options.capacity how many bytes each way a write can be ahead of the reader before it blocks; 64 KiB
 * @param options.addrs what each end calls itself; 127.0.0.1:40000 and 127.0.0.1:40001
 */
export function pipe(clock: Clock, options: { capacity?: number; addrs?: [Addr, Addr] } = {}): [Conn, Conn] {
  const host = "127.0.0.1";
  const [a, b] = options.addrs ?? [
    { host, port: firstPort },
    { host, port: firstPort + 1 },
  ];
  const capacity = options.capacity ?? defaultCapacity;
  const [left, right] = [new MemorySocket(a, b, capacity), new MemorySocket(b, a, capacity)];
  MemorySocket.join(left, right);
  return [new StreamConn(left, clock), new StreamConn(right, clock)];
}

/** A listener in memory. */
class MemoryListener implements Listener {
  readonly addr: Addr;
  readonly #queue: ListenQueue;
  /** Takes this listener off its network. */
  readonly #forget: () => void;

  constructor(addr: Addr, forget: () => void) {
    this.addr = addr;
    this.#queue = new ListenQueue(addr);
    this.#forget = forget;
  }

  accept(): Promise<Conn> {
    return this.#queue.accept();
  }

  close(): void {
    if (this.#queue.closed) return;
    this.#forget();
    this.#queue.close();
    this.#queue.end();
  }

  /** Brings a connection that somebody dialled. */
  push(conn: Conn): void {
    this.#queue.push(conn);
  }
}

/**
 * A network in memory: dials reach what listens on the same network, and nothing else.
 *
 * @param clock the clock of the deadlines of every connection
 * @param options.capacity as of `pipe`
 */
export function pipeNetwork(clock: Clock, options: { capacity?: number } = {}): Network {
  const listeners = new Map<string, MemoryListener>();
  let nextPort = firstPort;
  return {
    name: "memory",
    title: "in memory",
    async listen({ host, port }) {
      const addr = { host: wellKnownHost(host), port: port === 0 ? nextPort++ : port };
      const key = formatAddr(addr);
      if (listeners.has(key)) throw new OpError("listen", key, null, syscallError("bind", "EADDRINUSE"));
      const listener = new MemoryListener(addr, () => listeners.delete(key));
      listeners.set(key, listener);
      return listener;
    },
    async dial(to) {
      const addr = { host: wellKnownHost(to.host), port: to.port };
      const listener = listeners.get(formatAddr(addr));
      if (listener === undefined) {
        throw new OpError("dial", null, formatAddr(addr), syscallError("connect", "ECONNREFUSED"));
      }
      const [near, far] = pipe(clock, { ...options, addrs: [{ host: addr.host, port: nextPort++ }, addr] });
      listener.push(far);
      return near;
    },
  };
}
