/**
 * One connection of a server, from its first request to its end.
 *
 * `serve` is the loop: wait for a request, read it, arm the write deadline, call the handler, finish the answer,
 * and again if the connection may be used again. Nothing in it looks at a deadline: a deadline is the socket's,
 * and only a read or a write meets it. When each is set is in conn_deadlines.ts.
 *
 * Go: net/http server.go conn, (*conn).serve, (*conn).readRequest.
 *
 * @module
 */

import { Reader as BufioReader, Writer as BufioWriter, DirectWriter } from "../../bufio/mod.ts";
import type { Clock } from "../../clock.ts";
import { asWriteFailure, EoflabError, OpError } from "../../errors.ts";
import { after, type MaybePromise } from "../../io.ts";
import { type Conn, formatAddr } from "../../net/conn.ts";
import type { Trace } from "../../trace/events.ts";
import { encodeText } from "../../utf8.ts";
import { MessageBody } from "../body.ts";
import { type IncomingRequest, RefusedRequest, readRequest } from "../request.ts";
import { hasToken } from "../tokens.ts";
import { CheckConnErrorWriter, type ContextOwner } from "./check_conn_error_writer.ts";
import { ConnDeadlines, type Timeouts } from "./conn_deadlines.ts";
import { ConnReader } from "./conn_reader.ts";
import { connHijacked } from "./handler_errors.ts";
import { LingeringClose } from "./lingering_close.ts";
import { isAbortHandler, panicValue, stackOf } from "./panic.ts";
import { refusalOf } from "./refusal.ts";
import { Request } from "./request.ts";
import { Response } from "./response.ts";
import type { Hijacked, ResponseConn } from "./response_conn.ts";
import type { Handler } from "./response_writer.ts";
import { closeQuietly } from "./unread_body.ts";

/** The size of conn.bufr and of conn.bufw, in bytes. */
export const connBufferSize = 4096;

/** How many bytes beyond maxHeaderBytes are read before a header is refused: what a buffered reader may take too much. */
const bufioSlop = 4096;

/** The states of a connection (Go's http.ConnState). */
export type ConnState = "new" | "active" | "idle" | "hijacked" | "closed";

/** What a connection needs of its server. */
export interface ConnServer extends Timeouts {
  readonly handler: Handler;
  readonly clock: Clock;
  readonly trace: Trace | null;
  readonly maxHeaderBytes: number;
  /** Set by close and by shutdown. */
  readonly shuttingDown: boolean;
  keepAlivesEnabled(): boolean;
  setState(conn: ServerConn, state: ConnState): void;
  log(line: string): void;
}

/** A connection that is being served. */
export class ServerConn implements ResponseConn, ContextOwner {
  /** Step 6 of a byte's way: the socket. */
  readonly rwc: Conn;
  /** Step 4: what goes out in one piece to the socket. */
  readonly bufw: DirectWriter;
  readonly clock: Clock;
  readonly trace: Trace | null;
  readonly id: number;
  /** The state; set by the server. */
  state: ConnState = "new";
  readonly #server: ConnServer;
  /** The client, as requests and the log name it. */
  readonly #remoteAddr: string;
  /** Step 5. */
  readonly #checked: CheckConnErrorWriter;
  readonly #connReader: ConnReader;
  readonly #bufr: BufioReader;
  readonly #deadlines: ConnDeadlines;
  /** The lingering close; set while it lasts. */
  #lingering: LingeringClose | null = null;
  /** The answer that is being made; set before the handler is called, `null` between requests. */
  #response: Response | null = null;
  /** Whether the client is known to be gone, so that every request of the connection is cancelled; never taken back. */
  #cancelled = false;
  /** Set by hijack; never taken back. */
  #hijacked = false;
  /** The method of the request before this one. */
  #lastMethod = "";

  /**
   * @param server whose connection it is
   * @param rwc the socket
   * @param id its number in the trace, from 1
   */
  constructor(server: ConnServer, rwc: Conn, id: number) {
    this.#server = server;
    this.#remoteAddr = formatAddr(rwc.remoteAddr);
    this.rwc = rwc;
    this.id = id;
    this.clock = server.clock;
    this.trace = server.trace;
    this.#checked = new CheckConnErrorWriter(rwc, this, this.trace, id);
    this.bufw = new DirectWriter(this.#checked, connBufferSize);
    this.#connReader = new ConnReader(rwc, this);
    this.#bufr = new BufioReader(this.#connReader, connBufferSize);
    this.#deadlines = new ConnDeadlines(rwc, server.clock, server);
  }

  get hijacked(): boolean {
    return this.#hijacked;
  }

  keepAlivesEnabled(): boolean {
    return this.#server.keepAlivesEnabled();
  }

  log(line: string): void {
    this.#server.log(line);
  }

  stopWatching(): void {
    this.#connReader.stopWatching();
  }

  /** Closes the connection, whatever it is doing. */
  close(): void {
    this.rwc.close();
    this.#lingering?.stop();
  }

  /** Serves requests until the connection ends; then closes it. Never throws. */
  async serve(): Promise<void> {
    try {
      // The request that is being served is #response's, and no variable's: none is held while the next is waited for.
      do {
        this.#deadlines.headerBegins();
        const begun = this.#readRequest();
        if (!(begun instanceof Promise ? await begun : begun)) break;
        await this.#callHandler();
        const goesOn = this.#finishRequest();
        if (!(goesOn instanceof Promise ? await goesOn : goesOn)) break;
      } while (await this.#nextRequestBegins());
    } catch (err) {
      const endedIdle = this.state === "idle" && err instanceof OpError;
      // Go prints the stack of the goroutine here; a panic's value and where it was thrown are the error's own.
      if (!endedIdle && !isAbortHandler(err)) {
        this.log(`http: panic serving ${this.#remoteAddr}: ${panicValue(err)}\n${stackOf(err)}`);
      }
    }
    const inFlight = this.#response;
    await inFlight?.handlerReturned();
    inFlight?.req.cancel();
    inFlight?.disableWriteContinue();
    if (this.#hijacked) return;
    this.stopWatching();
    if (inFlight !== null) await closeQuietly(inFlight.reqBody);
    await this.#finalFlush();
    this.#connReader.end();
    this.rwc.close();
    this.#bufr.release();
    this.bufw.release();
    this.#server.setState(this, "closed");
  }

  /**
   * Waits for the beginning of the next request: four bytes, as Go does, so that a client that sends fewer and goes
   * away gets no answer. Meanwhile the connection holds no buffers.
   */
  #nextRequestBegins(): MaybePromise<boolean> {
    this.#deadlines.idle();
    this.#bufr.release();
    this.bufw.release();
    return this.#bufr.fillTo(4);
  }

  /**
   * Reads the next request, arms the deadlines of body and answer (Go's readRequest), and begins its answer. What is no
   * request is refused.
   *
   * @returns whether there is one for the handler
   */
  #readRequest(): MaybePromise<boolean> {
    const began = this.#deadlines.headerComes();
    this.#connReader.setReadLimit(this.#server.maxHeaderBytes + bufioSlop);
    if (this.#lastMethod === "POST") this.#skipLineEnds();
    const reading = readRequest(this.#bufr);
    if (!(reading instanceof Promise)) return this.#requestRead(reading, began);
    return reading.then(
      (incoming) => this.#requestRead(incoming, began),
      (err) => this.#requestFailed(err),
    );
  }

  #requestRead(incoming: IncomingRequest | null, began: number): MaybePromise<boolean> {
    if (incoming === null) return this.#requestFailed(null);
    this.#connReader.setReadLimit(Number.POSITIVE_INFINITY);
    const { method, target, proto } = incoming;
    this.trace?.emit("server.request", this.id, { method, target, proto });
    this.#lastMethod = method;
    this.#deadlines.headerRead(began);
    this.#server.setState(this, "active");
    return this.#server.shuttingDown ? false : this.#beginAnswer(incoming);
  }

  /**
   * What came was no request. An answer is due all the same; and if anything came, the connection has been active.
   *
   * @param err what is wrong with it; `null` if the stream has ended, be it for the limit
   */
  async #requestFailed(err: unknown): Promise<false> {
    this.#deadlines.answerBegins();
    if (this.#connReader.hasRead) this.#server.setState(this, "active");
    const { hitReadLimit } = this.#connReader;
    this.#connReader.setReadLimit(Number.POSITIVE_INFINITY);
    const reason = hitReadLimit && !(err instanceof RefusedRequest) ? tooLarge() : err;
    if (reason !== null && !this.#server.shuttingDown) await this.#refuse(reason);
    return false;
  }

  /** Passes over line ends that old clients send behind the body of a POST (RFC 9112 §2.2), as far as they are there. */
  #skipLineEnds(): void {
    const next = this.#bufr.peekBuffered().subarray(0, 4);
    const isOther = (byte: number): boolean => byte !== 13 && byte !== 10;
    const lineEnds = next.findIndex(isOther);
    this.#bufr.discardBuffered(lineEnds === -1 ? next.length : lineEnds);
  }

  /** Makes the answer. Whether it is the handler's. */
  #beginAnswer(incoming: IncomingRequest): MaybePromise<boolean> {
    const req = new Request(incoming, this.#remoteAddr);
    if (this.#cancelled) req.cancel();
    const res = new Response(this, req, incoming.isH2Preface);
    const expect = req.header.get("Expect");
    if (hasToken(expect, "100-continue")) {
      if (incoming.protoMinor >= 1 && req.contentLength !== 0) res.expectContinue();
    } else if (expect !== "") {
      return this.#failExpectation(res);
    }
    this.#response = res;
    return true;
  }

  /** An expectation that this server does not know (RFC 9110 §10.1.1, Go's sendExpectationFailed). */
  async #failExpectation(res: Response): Promise<false> {
    res.header.set("Connection", "close");
    res.writeHeader(417);
    await res.finish();
    return false;
  }

  /** Runs the handler, and watches for a client that goes away. What the handler throws ends the connection. */
  #callHandler(): void | Promise<void> {
    const res = this.#response;
    if (res === null) return;
    const body = res.reqBody;
    if (body instanceof MessageBody && !body.sawEof) {
      body.onHitEof(() => this.#connReader.startBackgroundRead());
    } else {
      this.#connReader.startBackgroundRead();
    }
    return this.trace === null ? this.#server.handler(res, res.req) : this.#callTraced(res, this.trace);
  }

  async #callTraced(res: Response, trace: Trace): Promise<void> {
    const { method, target } = res.req;
    trace.emit("handler.start", this.id, { method, target });
    try {
      await this.#server.handler(res, res.req);
      trace.emit("handler.return", this.id, { error: null });
    } catch (err) {
      trace.emit("handler.return", this.id, { error: panicValue(err) });
      throw err;
    }
  }

  /** The handler has returned. Whether another request may follow. */
  #finishRequest(): MaybePromise<boolean> {
    const res = this.#response;
    if (res === null) return false;
    return after(res.handlerReturned(), () => this.#finishAnswer(res));
  }

  #finishAnswer(res: Response): MaybePromise<boolean> {
    res.req.cancel();
    return this.#hijacked ? false : after(res.finish(), () => this.#mayGoOn(res));
  }

  /** The answer is finished. */
  #mayGoOn(res: Response): MaybePromise<boolean> {
    this.#response = null;
    this.#deadlines.answered();
    if (!res.shouldReuseConnection(this.#checked.werr)) {
      return res.shouldLinger ? this.#linger() : false;
    }
    this.#server.setState(this, "idle");
    return this.keepAlivesEnabled();
  }

  async hijack(): Promise<Hijacked> {
    await this.#connReader.abortPendingRead();
    if (this.#hijacked) throw connHijacked();
    this.bufw.reset(this.rwc);
    this.#hijacked = true;
    this.#deadlines.hijacked();
    if (this.#connReader.hasByte) await this.#bufr.peek(this.#bufr.buffered + 1);
    this.#server.setState(this, "hijacked");
    return { conn: this.rwc, reader: this.#bufr, writer: new BufioWriter(this.bufw) };
  }

  /**
   * Answers a request that could not be read; it goes past conn.bufw, as in Go. Says nothing when the connection
   * itself failed.
   */
  async #refuse(err: unknown): Promise<void> {
    const text = refusalOf(err);
    if (text === null) {
      if (err instanceof OpError) return;
      throw err;
    }
    try {
      await this.rwc.write(encodeText(text));
    } catch (failure) {
      asWriteFailure(failure);
    }
    if (err instanceof EoflabError && err.code === "REQUEST_TOO_LARGE") await this.#linger();
  }

  /** Gives the client time to read the answer, which it may not have while it is sending. No request follows. */
  async #linger(): Promise<false> {
    await this.#finalFlush();
    this.#lingering = new LingeringClose();
    await this.#lingering.run(this.rwc, this.clock, (ms) =>
      this.trace?.emit("server.linger", this.id, { ms }),
    );
    return false;
  }

  /** What is still in conn.bufw goes out before the socket is closed (Go's finalFlush). */
  async #finalFlush(): Promise<void> {
    try {
      await this.bufw.flush();
    } catch (err) {
      asWriteFailure(err);
    }
  }

  /** The client is gone: the request that is being answered is cancelled, and those behind it. */
  cancelContext(): void {
    this.#cancelled = true;
    if (this.#response?.req.cancel()) this.trace?.emit("handler.abort", this.id, {});
  }
}

function tooLarge(): EoflabError {
  return new EoflabError("REQUEST_TOO_LARGE", "http: request too large");
}
