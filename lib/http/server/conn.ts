/**
 * One connection of a server, from its first request to its end.
 *
 * `serve` is the loop: wait for a request, read it, arm the write deadline, call the handler, finish the answer,
 * and again if the connection may be used again. Nothing in it looks at a deadline: a deadline is the socket's,
 * and only a read or a write meets it.
 *
 * Go: net/http server.go conn, (*conn).serve.
 *
 * @module
 */

import { Reader as BufioReader, Writer as BufioWriter } from "../../bufio/mod.ts";
import type { Clock } from "../../clock.ts";
import { asWriteFailure, EoflabError, is, OpError } from "../../errors.ts";
import { type Conn, formatAddr } from "../../net/conn.ts";
import type { Trace } from "../../trace/events.ts";
import { RefusedRequest, readRequestHead } from "../request.ts";
import { statusText } from "../status.ts";
import { CheckConnErrorWriter } from "./check_conn_error_writer.ts";
import { ConnReader } from "./conn_reader.ts";
import { Request } from "./request.ts";
import { Response, type ResponseConn } from "./response.ts";
import type { Handler } from "./response_writer.ts";

/** The size of conn.bufr and of conn.bufw, in bytes. */
export const connBufferSize = 4096;

/** How many bytes beyond maxHeaderBytes are read before a header is refused: what a buffered reader may take too much. */
const bufioSlop = 4096;

/** The states of a connection (Go's http.ConnState, without hijacked). */
export type ConnState = "new" | "active" | "idle" | "closed";

/** What a connection needs of its server. Times are in ms, 0 means none. */
export interface ConnServer {
  readonly handler: Handler;
  readonly clock: Clock;
  readonly trace: Trace | null;
  readonly writeTimeout: number;
  readonly maxHeaderBytes: number;
  keepAlivesEnabled(): boolean;
  setState(conn: ServerConn, state: ConnState): void;
  log(line: string): void;
}

/** A connection that is being served. */
export class ServerConn implements ResponseConn {
  /** Step 6 of a byte's way: the socket. */
  readonly rwc: Conn;
  /** Step 4: what goes out in one piece to the socket. */
  readonly bufw: BufioWriter;
  readonly clock: Clock;
  readonly trace: Trace | null;
  readonly id: number;
  readonly #server: ConnServer;
  /** Step 5. */
  readonly #checked: CheckConnErrorWriter;
  readonly #connReader: ConnReader;
  readonly #bufr: BufioReader;
  /** The request that is being answered; set before the handler is called, `null` between requests. */
  #request: Request | null = null;

  /**
   * @param server whose connection it is
   * @param rwc the socket
   * @param id its number in the trace, from 1
   */
  constructor(server: ConnServer, rwc: Conn, id: number) {
    this.#server = server;
    this.rwc = rwc;
    this.id = id;
    this.clock = server.clock;
    this.trace = server.trace;
    this.#checked = new CheckConnErrorWriter(rwc, () => this.#request?.cancel(), this.trace, id);
    this.bufw = new BufioWriter(this.#checked, connBufferSize);
    this.#connReader = new ConnReader(rwc);
    this.#bufr = new BufioReader(this.#connReader, connBufferSize);
  }

  keepAlivesEnabled(): boolean {
    return this.#server.keepAlivesEnabled();
  }

  log(line: string): void {
    this.#server.log(line);
  }

  /** Serves requests until the connection ends; then closes it. Never throws. */
  async serve(): Promise<void> {
    try {
      while (await this.#serveOne());
    } catch (err) {
      // Go prints the stack of the goroutine here; a panic's value and where it was thrown are the error's own.
      this.log(`http: panic serving ${formatAddr(this.rwc.remoteAddr)}: ${describeThrown(err)}`);
    } finally {
      this.#request?.cancel();
      await this.#finalFlush();
      this.rwc.close();
      this.#server.setState(this, "closed");
    }
  }

  /** Serves one request. Whether another may follow. */
  async #serveOne(): Promise<boolean> {
    let req: Request | null;
    try {
      req = await this.#readRequest();
    } catch (err) {
      await this.#refuse(err);
      return false;
    }
    if (req === null) return false;
    this.#request = req;
    const res = new Response(this, req);
    await this.#callHandler(res, req);
    req.cancel();
    this.#request = null;
    await res.finish();
    this.rwc.setWriteDeadline(null);
    if (!res.shouldReuseConnection(this.#checked.werr)) return false;
    this.#server.setState(this, "idle");
    return this.keepAlivesEnabled() && (await this.#nextRequestBegins());
  }

  /**
   * Waits for the beginning of the next request: four bytes, as Go does, so that a client that sends fewer and goes
   * away gets no answer. Meanwhile the connection holds no buffers.
   */
  async #nextRequestBegins(): Promise<boolean> {
    this.#bufr.release();
    this.bufw.release();
    try {
      return (await this.#bufr.wait()) && (await this.#bufr.peek(4)).length === 4;
    } catch (err) {
      if (err instanceof OpError) return false;
      throw err;
    }
  }

  /**
   * Reads the next request, and arms the write deadline: the time for the answer runs from here, while the
   * handler works, and not from the first byte that it writes (Go's readRequest).
   *
   * @returns `null` when the client ends the connection instead
   * @throws RefusedRequest, REQUEST_TOO_LARGE, or what reading threw
   */
  async #readRequest(): Promise<Request | null> {
    this.#connReader.setReadLimit(this.#server.maxHeaderBytes + bufioSlop);
    try {
      const head = await readRequestHead(this.#bufr);
      if (head === null) return null;
      const { method, target, proto } = head;
      this.trace?.emit("server.request", this.id, { method, target, proto });
      this.#server.setState(this, "active");
      return new Request(head, formatAddr(this.rwc.remoteAddr));
    } catch (err) {
      if (this.#connReader.hasRead) this.#server.setState(this, "active");
      if (this.#connReader.hitReadLimit)
        throw new EoflabError("REQUEST_TOO_LARGE", "http: request too large");
      throw err;
    } finally {
      this.#connReader.setReadLimit(Number.POSITIVE_INFINITY);
      const { writeTimeout } = this.#server;
      if (writeTimeout > 0) this.rwc.setWriteDeadline(this.clock.now() + writeTimeout);
    }
  }

  /** Runs the handler. What it throws ends the connection. */
  async #callHandler(res: Response, req: Request): Promise<void> {
    const { method, target } = req;
    this.trace?.emit("handler.start", this.id, { method, target });
    try {
      await this.#server.handler(res, req);
      this.trace?.emit("handler.return", this.id, { error: null });
    } catch (err) {
      this.trace?.emit("handler.return", this.id, { error: String(err) });
      throw err;
    }
  }

  /** Answers a request that could not be read, in Go's words; says nothing when the connection itself failed. */
  async #refuse(err: unknown): Promise<void> {
    if (err instanceof RefusedRequest) {
      const what = `${err.status} ${statusText(err.status)}`;
      await this.#answerError(err.reason === "" ? what : `${what}: ${err.reason}`);
    } else if (is(err, "REQUEST_TOO_LARGE")) {
      await this.#answerError("431 Request Header Fields Too Large");
    } else if (is(err, "BAD_HEADER") || is(err, "UNEXPECTED_EOF")) {
      await this.#answerError("400 Bad Request");
    } else if (!(err instanceof OpError)) {
      throw err;
    }
  }

  /** An answer that says the same in its status line and in its body; it goes past conn.bufw, as in Go. */
  async #answerError(what: string): Promise<void> {
    const text = `HTTP/1.1 ${what}\r\nContent-Type: text/plain; charset=utf-8\r\nConnection: close\r\n\r\n${what}`;
    try {
      await this.rwc.write(encoder.encode(text));
    } catch (err) {
      asWriteFailure(err);
    }
  }

  /** What is still in conn.bufw goes out before the socket is closed (Go's finalFlush). */
  async #finalFlush(): Promise<void> {
    try {
      await this.bufw.flush();
    } catch (err) {
      asWriteFailure(err);
    }
  }
}

const encoder = new TextEncoder();

function describeThrown(err: unknown): string {
  return err instanceof Error ? `${err.message}\n${err.stack ?? ""}` : String(err);
}
