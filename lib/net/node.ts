/**
 * TCP through node:net, on Node, and on Deno and Bun, which have it too. The only file that imports node:net.
 *
 * node:net is made for streams that flow. Here a socket reads when it is asked to and never else, so that bytes
 * nobody asked for stay in the kernel, and so that a failed write leaves what has arrived readable, as in Go.
 * That takes the four methods through which net.Socket and the stream machinery talk to each other:
 * - `_read` starts the handle's reading: called for each receive, and by nobody else;
 * - `push` brings what was read: taken instead of buffered; its `false` stops the handle's reading;
 * - `_write` hands bytes over, and calls back before it returns if the kernel took them all;
 * - `destroy` is how a failed read ends the socket: noted; only `close` and `reset` end it.
 *
 * On Node all sockets read into one buffer (net.Socket's `onread`): a buffer for each reading, which is what a socket
 * makes else, costs more than the reading. What is not asked for at once is copied. One reading takes up to 64 KiB
 * out of the kernel, whatever was asked for. And there a write begins with write(2) itself: libuv would do the same, but
 * might keep the rest, so that all of it must be copied before.
 *
 * @module
 */

import { writeSync } from "node:fs";
import net from "node:net";
import type { Clock } from "../clock.ts";
import { OpError } from "../errors.ts";
import { type Addr, type Conn, formatAddr, type Listener, type Network } from "./conn.ts";
import { queryPermission } from "./deno.ts";
import { plainHost, wellKnownHost } from "./host.ts";
import { ListenQueue } from "./listen_queue.ts";
import { nativeError } from "./native_error.ts";
import type { RawEvents, RawSocket } from "./raw_socket.ts";
import { runtime } from "./runtime.ts";
import { StreamConn } from "./stream_conn.ts";

/** Go probes after 15 s of silence (net.defaultTCPKeepAliveIdle), in ms. */
const keepAliveIdle = 15_000;
/** Connections that wait for an accept; Linux cuts it to net.core.somaxconn, which is what Go asks for. */
const backlog = 4096;

/** Whether node:net stands on libuv. Deno and Bun have their own. */
const onLibuv = runtime().name === "Node";

const owner = Symbol("owner");

/** Where every socket reads into, one after the other; what it brings is copied before the next one reads. */
const shared = new Uint8Array(65_536);
const onread = { buffer: shared, callback: arrived };

/** A handle of libuv's. */
interface Handle {
  setNoDelay(on: boolean): void;
}

/** A listening handle, which brings connections as handles. */
interface ServerHandle {
  onconnection(err: number, client: Handle): void;
}

/** net.Socket as the stream machinery sees it. */
interface Seam {
  [owner]: NodeSocket;
  /** The handle, with whether it reads, and the socket's number in the kernel; -1 where there is none, as on Windows. */
  _handle: { reading: boolean; readonly fd: number } | null;
  _read(size: number): void;
  _write(p: Uint8Array, encoding: "buffer", done: (err?: Error | null) => void): void;
  push(chunk: Uint8Array | null): boolean;
  destroy(err?: Error): this;
}

const original = net.Socket.prototype as unknown as Seam;

function neverRead(): void {}
/** Called on the socket that has read so many bytes into the shared buffer. Whether to go on reading. */
function arrived(this: unknown, n: number): boolean {
  return (this as Seam)[owner].pushed(shared.subarray(0, n));
}
function push(this: Seam, chunk: Uint8Array | null): boolean {
  return this[owner].pushed(chunk);
}
function destroy(this: Seam, err?: Error): Seam {
  this[owner].destroyed(err);
  return this;
}
/** Without a listener an 'error' would end the program; what there is to know comes by other ways. */
function ignore(): void {}

/** @param options net.Socket's own, also those that @types/node does not know */
function newSocket(options: object): net.Socket {
  const all: object = { ...options, allowHalfOpen: true, ...(onLibuv && { onread }) };
  return new net.Socket(all);
}

/** A connected net.Socket. */
class NodeSocket implements RawSocket {
  readonly localAddr: Addr;
  readonly remoteAddr: Addr;
  readonly #socket: net.Socket;
  readonly #seam: Seam;
  #events!: RawEvents;
  /** Whether a receive is unanswered. */
  #receiving = false;
  /** What was read before a receive asked for it; the next receives get it. */
  #unasked: Uint8Array[] | null = null;
  /** How reading ended, told before a receive asked for it. What asks next is answered with it. */
  #early: Error | "eof" | null = null;
  /** Whether a send is unanswered. Bun may tell its end by `destroy` alone. */
  #sending = false;
  /** Set by the first EOF: on libuv the kernel is asked again. */
  #sawEof = false;
  /** Whether `send` is running, so that its callback knows whether it comes before the return. */
  #inSend = false;
  /** Whether the callback came before `send` returned, with no error. */
  #takenAtOnce = false;
  /** Set while the shutdown of `closeWrite` is on its way: libuv refuses to reset a socket then. */
  #finishing = false;
  /** Set by a `reset` that must wait for that. */
  #resetLater = false;

  constructor(socket: net.Socket) {
    this.#socket = socket;
    this.#seam = socket as unknown as Seam;
    this.localAddr = { host: plainHost(socket.localAddress), port: socket.localPort ?? 0 };
    this.remoteAddr = { host: plainHost(socket.remoteAddress), port: socket.remotePort ?? 0 };
    this.#seam[owner] = this;
    this.#seam._read = neverRead;
    this.#seam.push = push;
    this.#seam.destroy = destroy;
    socket.on("error", ignore);
    // Not by options: Deno passes over those of createServer, Node and Bun over those of a Socket's connect.
    this.setKeepAlive(true);
  }

  attach(events: RawEvents): void {
    this.#events = events;
  }

  receive(_max: number): void {
    this.#receiving = true;
    const unasked = this.#unasked?.shift();
    if (unasked !== undefined) this.pushed(unasked);
    else if (this.#early === null) original._read.call(this.#seam, 0);
    else if (this.#early === "eof") this.pushed(null);
    else this.destroyed(this.#early);
  }

  /** libuv brings what it has in any case. */
  widen(_max: number): void {}

  /**
   * A server reads again before the turn is over, and to stop reading and begin again costs the kernel two calls. So on
   * libuv reading goes on until something comes unasked, but for a reading that may have left something in the kernel.
   *
   * @returns whether to go on reading
   */
  pushed(chunk: Uint8Array | null): boolean {
    if (!this.#receiving) {
      if (chunk === null) {
        this.#early ??= "eof";
      } else {
        this.#unasked ??= [];
        this.#unasked.push(chunk.slice());
      }
      return false;
    }
    if (chunk === null && onLibuv && !this.#sawEof) {
      this.#readAgain();
      return false;
    }
    this.#receiving = false;
    this.#events.received(chunk);
    return this.#receiving || (onLibuv && chunk !== null && chunk.length < shared.length);
  }

  /**
   * libuv says EOF without asking the kernel if it read less than it could and the connection is gone (uv__stream_io,
   * POLLHUP), also where the kernel would say that the peer sent RST. So the kernel is asked.
   */
  #readAgain(): void {
    this.#sawEof = true;
    if (this.#seam._handle !== null) this.#seam._handle.reading = false;
    original._read.call(this.#seam, 0);
  }

  destroyed(err?: Error): void {
    if (err === undefined) return;
    if (this.#sending && !onLibuv) this.#written(err);
    if (!this.#receiving) {
      this.#early = err;
      return;
    }
    this.#receiving = false;
    const failure = nativeError("read", err);
    // A broken pipe is what a write was told already; to a read Linux then says EOF.
    if (failure.code === "EPIPE") this.#events.received(null);
    else this.#events.receiveFailed(failure);
  }

  /** write(2), as Go does it: what the kernel has taken is copied nowhere before. */
  sendNow(p: Uint8Array): number {
    const fd = this.#seam._handle?.fd ?? -1;
    if (!onLibuv || fd < 0 || this.#early instanceof Error) return 0;
    try {
      return writeSync(fd, p);
    } catch (err) {
      if ((err as { code?: string }).code !== "EAGAIN") this.#events.sendFailed(nativeError("write", err));
      return 0;
    }
  }

  send(p: Uint8Array): boolean {
    this.#sending = true;
    if (this.#early instanceof Error) {
      this.#failEarly(this.#early);
      return false;
    }
    this.#inSend = true;
    this.#takenAtOnce = false;
    this.#seam._write(p, "buffer", (err) => this.#written(err));
    this.#inSend = false;
    return this.#takenAtOnce;
  }

  /** The peer's RST, seen before: the kernel would tell it to whoever asks first, and once. */
  #failEarly(err: Error): void {
    this.#early = "eof";
    this.#written(err);
  }

  #written(err?: Error | null): void {
    if (!this.#sending) return;
    this.#sending = false;
    if (err) this.#events.sendFailed(nativeError("write", err));
    else if (this.#inSend) this.#takenAtOnce = true;
    else this.#events.sent();
  }

  closeWrite(): Promise<void> {
    this.#finishing = true;
    return new Promise((resolve, reject) => {
      this.#socket.end((err?: Error | null) => {
        this.#finishing = false;
        if (this.#resetLater) this.reset();
        if (err) reject(nativeError("shutdown", err));
        else resolve();
      });
    });
  }

  /** Bytes that libuv took and nobody read are no reason for the kernel to send RST; it is told to. */
  close(unread: boolean): void {
    if (unread || (this.#unasked !== null && this.#unasked.length > 0)) {
      this.reset();
      return;
    }
    this.#seam.destroy = original.destroy;
    this.#socket.destroy();
  }

  reset(): void {
    if (this.#finishing) {
      this.#resetLater = true;
      return;
    }
    this.#seam.destroy = original.destroy;
    this.#socket.resetAndDestroy();
  }

  setNoDelay(on: boolean): void {
    this.#socket.setNoDelay(on);
  }

  setKeepAlive(on: boolean, idle: number = keepAliveIdle): void {
    this.#socket.setKeepAlive(on, idle);
  }

  setRef(on: boolean): void {
    if (on) this.#socket.ref();
    else this.#socket.unref();
  }
}

/** A listening net.Server. */
class NodeListener implements Listener {
  readonly addr: Addr;
  readonly #server: net.Server;
  readonly #queue: ListenQueue;

  constructor(server: net.Server, clock: Clock) {
    const at = server.address() as net.AddressInfo;
    this.addr = { host: at.address, port: at.port };
    this.#server = server;
    this.#queue = new ListenQueue(this.addr);
    server.on("error", (err) => this.#queue.fail(nativeError("accept", err)));
    if (onLibuv) this.#acceptHandles(clock);
    else server.on("connection", (socket) => this.#accept(socket, clock));
  }

  #accept(socket: net.Socket, clock: Clock): void {
    this.#queue.push(new StreamConn(new NodeSocket(socket), clock));
  }

  /** Makes the sockets itself: createServer has no option for `onread`. */
  #acceptHandles(clock: Clock): void {
    const handle = (this.#server as unknown as { _handle: ServerHandle })._handle;
    const failed = handle.onconnection;
    handle.onconnection = (err, client) => {
      if (err !== 0) {
        failed.call(handle, err, client);
        return;
      }
      client.setNoDelay(true);
      this.#accept(newSocket({ handle: client, manualStart: true }), clock);
    };
  }

  accept(): Promise<Conn> {
    return this.#queue.accept();
  }

  close(): void {
    if (this.#queue.closed) return;
    this.#queue.close();
    this.#server.close();
    this.#queue.end();
  }
}

/** TCP through node:net. */
export class NodeNetwork implements Network {
  readonly name = "node";
  readonly title = "node:net";
  readonly #clock: Clock;

  /** @param clock the clock of the deadlines of every connection */
  constructor(clock: Clock) {
    this.#clock = clock;
  }

  listen(addr: Addr): Promise<Listener> {
    return new Promise((resolve, reject) => {
      const fail = (err: unknown): void =>
        reject(new OpError("listen", formatAddr(addr), null, nativeError("bind", err)));
      if (refused(addr, fail)) return;
      const server = net.createServer({
        allowHalfOpen: true,
        pauseOnConnect: true,
        noDelay: true,
      });
      server.once("error", fail);
      server.listen({ host: wellKnownHost(addr.host), port: addr.port, backlog }, () => {
        server.off("error", fail);
        resolve(new NodeListener(server, this.#clock));
      });
    });
  }

  dial(addr: Addr): Promise<Conn> {
    return new Promise((resolve, reject) => {
      const fail = (err: unknown): void =>
        reject(new OpError("dial", null, formatAddr(addr), nativeError("connect", err)));
      if (refused(addr, fail)) return;
      const socket = newSocket({});
      socket.pause();
      socket.once("error", fail);
      socket.once("connect", () => {
        socket.off("error", fail);
        resolve(new StreamConn(new NodeSocket(socket), this.#clock));
      });
      socket.connect({
        host: wellKnownHost(addr.host),
        port: addr.port,
        noDelay: true,
      });
    });
  }
}

/** Asks Deno first: its node:net throws where nobody can catch it if the program may not listen. */
function refused({ host, port }: Addr, fail: (err: unknown) => void): boolean {
  const target = formatAddr({ host: wellKnownHost(host), port });
  if (queryPermission({ name: "net", host: target }) === "granted") return false;
  const message = `Requires net access to "${target}", run again with the --allow-net flag`;
  fail(Object.assign(new Error(message), { name: "NotCapable" }));
  return true;
}
