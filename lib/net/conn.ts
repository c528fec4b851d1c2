/**
 * What a connection and a listener can do: Go's net.Conn and net.Listener, and what the labs need beside them.
 *
 * @module
 */

import { EoflabError } from "../errors.ts";
import type { Closer, LazyReader, Reader, Waiter, Writer } from "../io.ts";

/** An address of TCP: a numeric host and a port. */
export interface Addr {
  readonly host: string;
  readonly port: number;
}

/** Prints an address as Go does: `127.0.0.1:8800`, `[::1]:8800`. */
export function formatAddr(addr: Addr): string {
  return addr.host.includes(":") ? `[${addr.host}]:${addr.port}` : `${addr.host}:${addr.port}`;
}

/**
 * Reads an address as Go's net.SplitHostPort does.
 *
 * @param text `127.0.0.1:8800` or `[::1]:8800`
 * @throws EoflabError BAD_ADDRESS
 */
export function parseAddr(text: string): Addr {
  const match = /^(?:\[([^\]]+)\]|([^:[\]]*)):(\d{1,5})$/.exec(text);
  const port = Number(match?.[3]);
  if (match === null || port > 65535) {
    throw new EoflabError("BAD_ADDRESS", `address ${text}: want host:port, such as 127.0.0.1:8800`);
  }
  return { host: match[1] ?? match[2] ?? "", port };
}

/** The reads and writes of a connection as io.ts has them, where nothing waits that need not. */
export interface DirectConn extends LazyReader, Writer {
  /** @param max how many bytes at most; as many as there is memory for, unless given */
  readFor(waiter: Waiter<number | null>, memory: () => Uint8Array, max?: number): void;
}

/**
 * A connection: Go's net.Conn.
 *
 * A deadline is an absolute instant of the connection's clock, or `null` for none. It stays passed until it is
 * set anew. A passed deadline fails a read or a write at once, even one that the kernel would take. Setting one
 * in the past wakes a blocked read or write.
 *
 * Reads and writes may be called at the same time as each other; of two reads, or two writes, the second waits
 * for the first.
 */
export interface Conn extends Reader, Writer, Closer {
  readonly localAddr: Addr;
  readonly remoteAddr: Addr;

  /**
   * Reads what has arrived, waiting until something has. Bytes that nobody asks for stay in the kernel, as far
   * as the runtime allows.
   *
   * @returns `null` when the peer has sent its FIN and all before it was read; 0 when abortRead has ended it
   * @throws OpError DEADLINE_EXCEEDED, CLOSED, ECONNRESET
   */
  read(p: Uint8Array): Promise<number | null>;

  /**
   * Ends a read that waits for bytes: it resolves to 0, and what comes later is the next one's. Nothing is changed but
   * that. (Go's server does this with a read deadline in the past, which costs an error for each request.)
   *
   * @returns whether there was one
   */
  abortRead(): boolean;

  /**
   * Done when the kernel has taken all of `p`. No runtime can take back what it was handed, so a write that
   * its deadline ends counts up to 64 KiB as written that are still on their way, and the next write waits for them.
   *
   * @throws WriteError DEADLINE_EXCEEDED, CLOSED, ECONNRESET, EPIPE
   */
  write(p: Uint8Array): Promise<number>;

  /** The same reads and writes, without a promise for what is there or is taken at once: for who has many of them. */
  readonly direct: DirectConn;

  /**
   * Sends FIN: nothing more will be written. Reading goes on (Go's (*TCPConn).CloseWrite).
   *
   * @throws OpError CLOSED, ENOTCONN
   */
  closeWrite(): Promise<void>;

  /**
   * Closes the connection; what waits in a read or a write fails with CLOSED. The kernel sends what it has
   * taken, then FIN. If bytes that arrived are still unread, it sends RST instead (Linux tcp_close).
   * Closing twice does nothing.
   */
  close(): void;

  /**
   * Closes the connection with RST, and throws away what is not sent yet (Go's SetLinger(0) and Close). Deno.listen
   * cannot do that: there it is a close.
   */
  reset(): void;

  /**
   * Sets both deadlines. After close it does nothing, as the other setters do (Go returns an error that nobody reads).
   *
   * @param at an instant of the connection's clock, in ms, or `null` for none
   */
  setDeadline(at: number | null): void;
  /** @param at an instant of the connection's clock, in ms, or `null` for none */
  setReadDeadline(at: number | null): void;
  /** @param at an instant of the connection's clock, in ms, or `null` for none */
  setWriteDeadline(at: number | null): void;

  /** Whether small writes go out at once (TCP_NODELAY); true from the start, as in Go. */
  setNoDelay(on: boolean): void;
  /**
   * Whether the kernel probes a silent connection (SO_KEEPALIVE); true from the start, as in Go.
   *
   * @param idle how long it is silent before the first probe, in ms, of which whole seconds count (Go's
   *   KeepAliveConfig.Idle); 15 s unless given. Deno.listen cannot set it. The interval of those that nobody answers,
   *   and their number, no runtime can set: on Node and Bun 1 s and 10, on Deno the system's 75 s and 9.
   */
  setKeepAlive(on: boolean, idle?: number): void;

  /** Whether the connection keeps the process alive; true from the start. What waits in an unheld one is lost at its end. */
  setRef(on: boolean): void;
}

/** A socket that accepts connections: Go's net.Listener. */
export interface Listener extends Closer {
  /** Where it listens, with the port that the system chose if 0 was asked for. */
  readonly addr: Addr;

  /**
   * Waits for the next connection.
   *
   * @throws OpError CLOSED once the listener is closed
   */
  accept(): Promise<Conn>;

  /** Stops listening. What was accepted stays open. Closing twice does nothing. */
  close(): void;
}

/** One way to reach TCP: node:net, or Deno.listen and Deno.connect; or what stands for it in memory. */
export interface Network {
  /** `node` (node:net) or `deno` (Deno.listen), as `--transport` names it; `memory` in tests. */
  readonly name: "node" | "deno" | "memory";
  /** What the runtime calls it, for people: `node:net`, `Deno.listen`, `in memory`. */
  readonly title: string;

  /**
   * Listens for connections.
   *
   * @param addr port 0 lets the system choose one
   * @throws OpError EADDRINUSE, EACCES, EADDRNOTAVAIL, NOT_PERMITTED
   */
  listen(addr: Addr): Promise<Listener>;

  /**
   * Opens a connection.
   *
   * @throws OpError ECONNREFUSED, NOT_PERMITTED
   */
  dial(addr: Addr): Promise<Conn>;
}
