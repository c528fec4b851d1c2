/**
 * The server: accepts connections and serves each until it ends.
 *
 * Go: net/http server.go Server, (*Server).Serve.
 *
 * @module
 */

import { type Clock, systemClock } from "../../clock.ts";
import { EoflabError, is } from "../../errors.ts";
import { type Addr, type Conn, formatAddr, type Listener, parseAddr } from "../../net/conn.ts";
import { network } from "../../net/platform.ts";
import { TracedConn } from "../../net/traced_conn.ts";
import type { Trace } from "../../trace/events.ts";
import { type ConnServer, type ConnState, ServerConn } from "./conn.ts";
import type { Handler } from "./response_writer.ts";

/** What a server is made from. Times are in ms; 0, or nothing, means no limit. */
export interface ServerOptions {
  /** Answers the requests. */
  readonly handler: Handler;
  /**
   * How long an answer may take, from the end of the request's header (Go's Server.WriteTimeout). It is a
   * deadline of the socket: it stops no handler and closes no connection, and only a write that reaches the
   * socket meets it.
   */
  readonly writeTimeout?: number;
  /** How many bytes a request's line and header may have; 1 MiB unless set (Go's DefaultMaxHeaderBytes). */
  readonly maxHeaderBytes?: number;
  /** Takes the lines of the error log. Without it they are dropped: a library does not print. */
  readonly errorLog?: (line: string) => void;
  /** Called when a connection enters a state (Go's Server.ConnState). */
  readonly connState?: (remoteAddr: Addr, state: ConnState) => void;
  /** Where the time comes from; the machine's clock unless set. */
  readonly clock?: Clock;
  /** Where every layer reports what it does. */
  readonly trace?: Trace;
}

/** An HTTP/1.x server on raw sockets, with the structure and the behaviour of Go's net/http. */
export class Server implements ConnServer {
  readonly handler: Handler;
  readonly clock: Clock;
  readonly trace: Trace | null;
  readonly writeTimeout: number;
  readonly maxHeaderBytes: number;
  readonly #errorLog: (line: string) => void;
  readonly #connState: (remoteAddr: Addr, state: ConnState) => void;
  /** What is listened on; entries come with serve and go when it ends. */
  readonly #listeners = new Set<Listener>();
  /** The connections that are served; entries come with accept and go when the connection has ended. */
  readonly #conns = new Set<ServerConn>();
  /** How many connections were accepted; the next one's number in the trace. */
  #accepted = 0;
  /** Set by close; never taken back. */
  #closed = false;

  constructor(options: ServerOptions) {
    this.handler = options.handler;
    this.clock = options.clock ?? systemClock;
    this.trace = options.trace ?? null;
    this.writeTimeout = options.writeTimeout ?? 0;
    this.maxHeaderBytes = options.maxHeaderBytes || 1 << 20;
    this.#errorLog = options.errorLog ?? (() => {});
    this.#connState = options.connState ?? (() => {});
  }

  /**
   * Listens on an address and serves what comes, until `close`.
   *
   * @param addr `127.0.0.1:8800`; port 0 lets the system choose one
   * @throws OpError EADDRINUSE, EACCES, NOT_PERMITTED; EoflabError BAD_ADDRESS; SERVER_CLOSED after close
   */
  async listenAndServe(addr: string): Promise<never> {
    const net = await network({ clock: this.clock });
    return await this.serve(await net.listen(parseAddr(addr)));
  }

  /**
   * Serves the connections of a listener, until `close`. The listener is closed at the end.
   *
   * @throws EoflabError SERVER_CLOSED after close; OpError when the listener fails
   */
  async serve(listener: Listener): Promise<never> {
    this.#listeners.add(listener);
    this.trace?.emit("server.listen", 0, { addr: formatAddr(listener.addr) });
    try {
      while (!this.#closed) this.#start(await listener.accept());
    } catch (err) {
      if (!(this.#closed && is(err, "CLOSED"))) throw err;
    } finally {
      listener.close();
      this.#listeners.delete(listener);
    }
    throw new EoflabError("SERVER_CLOSED", "http: Server closed");
  }

  /**
   * Closes the listeners and every connection, whatever it is doing (Go's Server.Close).
   */
  close(): void {
    this.#closed = true;
    for (const listener of this.#listeners) listener.close();
    for (const conn of this.#conns) conn.rwc.close();
  }

  keepAlivesEnabled(): boolean {
    return !this.#closed;
  }

  setState(conn: ServerConn, state: ConnState): void {
    this.trace?.emit("server.state", conn.id, { state });
    this.#connState(conn.rwc.remoteAddr, state);
  }

  log(line: string): void {
    this.trace?.emit("server.log", 0, { line });
    this.#errorLog(line);
  }

  #start(socket: Conn): void {
    const id = ++this.#accepted;
    this.trace?.emit("server.accept", id, { addr: formatAddr(socket.remoteAddr) });
    const rwc = this.trace === null ? socket : new TracedConn(socket, this.clock, this.trace, id);
    const conn = new ServerConn(this, rwc, id);
    this.setState(conn, "new");
    this.#conns.add(conn);
    void conn.serve().finally(() => this.#conns.delete(conn));
  }
}
