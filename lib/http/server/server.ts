/**
 * The server: accepts connections and serves each until it ends.
 *
 * Go: net/http server.go Server, (*Server).Serve.
 *
 * @module
 */

import { type Clock, systemClock, type Timer } from "../../clock.ts";
import { EoflabError, is } from "../../errors.ts";
import { type Addr, type Conn, formatAddr, type Listener, parseAddr } from "../../net/conn.ts";
import { network } from "../../net/platform.ts";
import { TracedConn } from "../../net/traced_conn.ts";
import type { Trace } from "../../trace/events.ts";
import { AcceptRetry } from "./accept_retry.ts";
import { type ConnServer, type ConnState, ServerConn } from "./conn.ts";
import { answerGeneralOptions } from "./general_options.ts";
import { panicValue } from "./panic.ts";
import type { Handler } from "./response_writer.ts";

/** What a server is made from. Times are in ms; 0, or nothing, means no limit. */
export interface ServerOptions {
  /** Answers the requests. */
  readonly handler: Handler;
  /** How long a request may take to arrive, header and body (Go's Server.ReadTimeout). */
  readonly readTimeout?: number;
  /** How long a request's header may take to arrive; readTimeout unless set (Go's Server.ReadHeaderTimeout). */
  readonly readHeaderTimeout?: number;
  /**
   * How long an answer may take, from the end of the request's header (Go's Server.WriteTimeout). It is a
   * deadline of the socket: it stops no handler and closes no connection, and only a write that reaches the
   * socket meets it.
   */
  readonly writeTimeout?: number;
  /** How long a connection is kept for its next request; readTimeout unless set (Go's Server.IdleTimeout). */
  readonly idleTimeout?: number;
  /** How many bytes a request's line and header may have; 1 MiB unless set (Go's DefaultMaxHeaderBytes). */
  readonly maxHeaderBytes?: number;
  /** Whether `OPTIONS *` goes to the handler, too. Otherwise the server answers it itself. */
  readonly disableGeneralOptionsHandler?: boolean;
  /** Takes the lines of the error log. Without it they are dropped: a library does not print. */
  readonly errorLog?: (line: string) => void;
  /** Called when a connection enters a state (Go's Server.ConnState). */
  readonly connState?: (remoteAddr: Addr, state: ConnState) => void;
  /** Where the time comes from; the machine's clock unless set. */
  readonly clock?: Clock;
  /** Where every layer reports what it does. */
  readonly trace?: Trace;
}

/** After which time shutdown takes a connection that has sent nothing for an idle one, in ms (Go issue 22682). */
const newIsIdleAfter = 5000;

/** An HTTP/1.x server on raw sockets, with the structure and the behaviour of Go's net/http. */
export class Server implements ConnServer {
  readonly handler: Handler;
  readonly clock: Clock;
  readonly trace: Trace | null;
  readonly readTimeout: number;
  readonly readHeaderTimeout: number;
  readonly writeTimeout: number;
  readonly idleTimeout: number;
  readonly maxHeaderBytes: number;
  readonly #errorLog: (line: string) => void;
  readonly #connState: (remoteAddr: Addr, state: ConnState) => void;
  /** What is listened on; entries come with serve and go when it ends. */
  readonly #listeners = new Map<Listener, AcceptRetry>();
  /**
   * The connections that are served, with when they came; entries come with accept and go when the connection has
   * ended or was taken over.
   */
  readonly #conns = new Map<ServerConn, number>();
  /** What is called by shutdown; grows by registerOnShutdown. */
  readonly #onShutdown: (() => void | Promise<void>)[] = [];
  /** Who waits in shutdown; called when a connection or a listener ends, or changes its state. */
  readonly #waiting = new Set<() => void>();
  /** How many connections were accepted; the next one's number in the trace. */
  #accepted = 0;
  /** Set by close and by shutdown; never taken back. */
  #shuttingDown = false;
  /** Set by setKeepAlivesEnabled. */
  #keepAlives = true;

  constructor(options: ServerOptions) {
    this.handler = options.disableGeneralOptionsHandler
      ? options.handler
      : answerGeneralOptions(options.handler);
    this.clock = options.clock ?? systemClock;
    this.trace = options.trace ?? null;
    this.readTimeout = options.readTimeout ?? 0;
    this.readHeaderTimeout = options.readHeaderTimeout || this.readTimeout;
    this.writeTimeout = options.writeTimeout ?? 0;
    this.idleTimeout = options.idleTimeout || this.readTimeout;
    this.maxHeaderBytes = positive(options.maxHeaderBytes) ?? 1 << 20;
    this.#errorLog = options.errorLog ?? (() => {});
    this.#connState = options.connState ?? (() => {});
  }

  /**
   * Listens on an address and serves what comes, until `close` or `shutdown`.
   *
   * @param addr `127.0.0.1:8800`; port 0 lets the system choose one
   * @throws OpError EADDRINUSE, EACCES, NOT_PERMITTED; EoflabError BAD_ADDRESS; SERVER_CLOSED after close
   */
  async listenAndServe(addr: string): Promise<never> {
    if (this.#shuttingDown) throw serverClosed();
    const net = await network({ clock: this.clock });
    return await this.serve(await net.listen(parseAddr(addr)));
  }

  /**
   * Serves the connections of a listener, until `close` or `shutdown`. The listener is closed at the end.
   *
   * @throws EoflabError SERVER_CLOSED after close; OpError when the listener fails
   */
  async serve(listener: Listener): Promise<never> {
    const retry = new AcceptRetry(this.clock, (line) => this.log(line));
    this.#listeners.set(listener, retry);
    this.trace?.emit("server.listen", 0, { addr: formatAddr(listener.addr) });
    try {
      while (!this.#shuttingDown) {
        const socket = await retry.accept(listener);
        if (socket !== null) this.#start(socket);
      }
    } catch (err) {
      if (!(this.#shuttingDown && is(err, "CLOSED"))) throw err;
    } finally {
      listener.close();
      this.#listeners.delete(listener);
      this.#notify();
    }
    throw serverClosed();
  }

  /** Closes the listeners and every connection, whatever it is doing, but those taken over (Go's Server.Close). */
  close(): void {
    this.#stopListening();
    for (const conn of this.#conns.keys()) conn.close();
  }

  /**
   * Ends in order: closes the listeners, and the connections as they become idle; resolves when none is left. One
   * that was taken over is not waited for (Go's Server.Shutdown).
   *
   * @param signal ends the waiting; the connections that are left then stay as they are, for `close`
   * @throws the signal's reason
   */
  async shutdown(signal?: AbortSignal): Promise<void> {
    this.#stopListening();
    for (const fn of this.#onShutdown) void this.#callOnShutdown(fn);
    const wake = (): void => this.#notify();
    signal?.addEventListener("abort", wake, { once: true });
    try {
      for (;;) {
        const next = this.#closeIdleConns();
        if (this.#conns.size === 0 && this.#listeners.size === 0) return;
        signal?.throwIfAborted();
        await this.#change(next);
      }
    } finally {
      signal?.removeEventListener("abort", wake);
    }
  }

  /** Names what is to be called when shutdown begins: for connections that were taken over, say. */
  registerOnShutdown(fn: () => void | Promise<void>): void {
    this.#onShutdown.push(fn);
  }

  /** Whether connections are kept after an answer; they are, unless told otherwise. Idle ones are closed at once. */
  setKeepAlivesEnabled(on: boolean): void {
    this.#keepAlives = on;
    if (!on) this.#closeIdleConns();
  }

  get shuttingDown(): boolean {
    return this.#shuttingDown;
  }

  keepAlivesEnabled(): boolean {
    return this.#keepAlives && !this.#shuttingDown;
  }

  setState(conn: ServerConn, state: ConnState): void {
    conn.state = state;
    this.trace?.emit("server.state", conn.id, { state });
    if (state === "hijacked" || state === "closed") this.#conns.delete(conn);
    this.#notify();
    const called: unknown = this.#connState(conn.rwc.remoteAddr, state);
    if (called instanceof Promise) called.catch((err: unknown) => this.#logHook("connState", err));
  }

  /** What the log itself throws is nobody's to hear: there is no other place to tell it. */
  log(line: string): void {
    this.trace?.emit("server.log", 0, { line });
    try {
      const called: unknown = this.#errorLog(line);
      if (called instanceof Promise) called.catch(ignore);
    } catch {
      return;
    }
  }

  /** The connection as it is served: with a trace, one that reports. A lab's server may put a fault of its own around it. */
  protected rwcOf(socket: Conn, id: number): Conn {
    return this.trace === null ? socket : new TracedConn(socket, this.clock, this.trace, id);
  }

  #start(socket: Conn): void {
    const id = ++this.#accepted;
    this.trace?.emit("server.accept", id, { addr: formatAddr(socket.remoteAddr) });
    const conn = new ServerConn(this, this.rwcOf(socket, id), id);
    this.#conns.set(conn, this.clock.now());
    void this.#serveConn(conn);
  }

  /** Serves a connection. What its hooks throw ends it, and is logged: it must end nothing else. */
  async #serveConn(conn: ServerConn): Promise<void> {
    try {
      this.setState(conn, "new");
      await conn.serve();
    } catch (err) {
      this.log(`http: panic serving ${formatAddr(conn.rwc.remoteAddr)}: ${panicValue(err)}`);
      conn.close();
    } finally {
      this.#conns.delete(conn);
      this.#notify();
    }
  }

  #stopListening(): void {
    this.#shuttingDown = true;
    for (const [listener, retry] of this.#listeners) {
      listener.close();
      retry.stop();
    }
  }

  async #callOnShutdown(fn: () => void | Promise<void>): Promise<void> {
    try {
      await fn();
    } catch (err) {
      this.#logHook("registerOnShutdown", err);
    }
  }

  /** A function of the program's failed that nobody waits for. */
  #logHook(which: "connState" | "registerOnShutdown", err: unknown): void {
    this.log(`http: panic in a function given to ${which}: ${panicValue(err)}`);
  }

  /**
   * Closes the connections that wait for a request (Go's closeIdleConns).
   *
   * @returns in how many ms the next one that has sent nothing yet will count as idle; `null` if there is none
   */
  #closeIdleConns(): number | null {
    let next: number | null = null;
    for (const [conn, since] of this.#conns) {
      const left = since + newIsIdleAfter - this.clock.now();
      if (conn.state === "idle" || (conn.state === "new" && left <= 0)) conn.close();
      else if (conn.state === "new") next = Math.min(next ?? left, left);
    }
    return next;
  }

  /** Waits until something has changed that shutdown waits for, or so many ms have passed. */
  async #change(atMost: number | null): Promise<void> {
    let timer: Timer | null = null;
    await new Promise<void>((resolve) => {
      const wake = (): void => {
        this.#waiting.delete(wake);
        resolve();
      };
      this.#waiting.add(wake);
      if (atMost !== null) timer = this.clock.after(atMost, wake);
    });
    (timer as Timer | null)?.cancel();
  }

  #notify(): void {
    for (const wake of this.#waiting) wake();
  }
}

function positive(n: number | undefined): number | undefined {
  return n !== undefined && n > 0 ? n : undefined;
}

function serverClosed(): EoflabError {
  return new EoflabError("SERVER_CLOSED", "http: Server closed");
}

function ignore(): void {}
