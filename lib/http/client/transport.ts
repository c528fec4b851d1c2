/**
 * The transport: takes a connection from the pool or dials one, sends the request on it, and decides whether a
 * request that failed is sent again (Go's http.Transport, as far as failures go).
 *
 * A kept connection may be closed by the server at any moment, also just when a request goes out on it. If it is
 * certain that the server has not seen the request, or if nothing is lost by doing it twice (RFC 9110 §9.2.2), it is
 * sent again on another connection. Otherwise the caller is told.
 *
 * Go: net/http transport.go (*Transport).roundTrip, getConn, (*persistConn).shouldRetryRequest.
 *
 * @module
 */

import { type Clock, systemClock } from "../../clock.ts";
import { EoflabError, OpError } from "../../errors.ts";
import type { MaybePromise, Reader } from "../../io.ts";
import { formatAddr, type Network } from "../../net/conn.ts";
import { quote } from "../../quote.ts";
import type { Trace } from "../../trace/events.ts";
import { type Header, validHeaderFieldName, validHeaderFieldValue } from "../header.ts";
import { abortCause } from "./client_errors.ts";
import { Deferred, ExchangeFailure } from "./exchange.ts";
import { hostOf } from "./host.ts";
import { IdlePool, type Taker } from "./idle_pool.ts";
import { PersistConn, type PersistConnOwner } from "./persist_conn.ts";
import { type ClientRequest, isReplayable, outgoingLength } from "./request.ts";
import type { ClientResponse } from "./response.ts";
import { type Report, TracedClientConn } from "./traced_client_conn.ts";

/** What a transport is made from; 0, or nothing, means what it means in Go. Times are in ms. */
export interface TransportOptions {
  /** What carries the bytes. */
  readonly network: Network;
  /** How many idle connections are kept over all hosts; no limit unless set. */
  readonly maxIdleConns?: number;
  /** How many are kept for each host; 2 unless set. */
  readonly maxIdleConnsPerHost?: number;
  /** How many connections there are to each host, idle ones and others; who wants another waits. No limit unless set. */
  readonly maxConnsPerHost?: number;
  /** How long an idle connection is kept; for ever unless set. It must be shorter than the server's idleTimeout. */
  readonly idleConnTimeout?: number;
  /** Whether each connection serves one request only. */
  readonly disableKeepAlives?: boolean;
  /** Whether gzip is not asked for. */
  readonly disableCompression?: boolean;
  /** How long the header of the answer may take, from when the request is written; for ever unless set. */
  readonly responseHeaderTimeout?: number;
  /** How long a request with `Expect: 100-continue` waits before it sends its body all the same. */
  readonly expectContinueTimeout?: number;
  /** How many bytes the header of an answer may have, and the informational answers before it; 10 MiB unless set. */
  readonly maxResponseHeaderBytes?: number;
  /** Takes the lines that Go's transport logs. */
  readonly errorLog?: (line: string) => void;
  readonly clock?: Clock;
  /** Where the connections report what is done with them. */
  readonly trace?: Trace;
}

/** Sends requests over kept connections (Go's http.Transport). */
export class Transport implements PersistConnOwner {
  readonly clock: Clock;
  readonly disableKeepAlives: boolean;
  readonly disableCompression: boolean;
  readonly responseHeaderTimeout: number;
  readonly expectContinueTimeout: number;
  readonly maxResponseHeaderBytes: number;
  readonly #network: Network;
  readonly #trace: Trace | null;
  readonly #maxConnsPerHost: number;
  readonly #errorLog: (line: string) => void;
  readonly #pool: IdlePool;
  /** How many connections there are to each host, or are being dialled; kept only if there is a limit. */
  readonly #connsPerHost = new Map<string, number>();
  /** Who waits until there may be another connection to a host. */
  readonly #waitingToDial = new Map<string, (() => void)[]>();
  /** How many connections were dialled; the next one's number in the trace. */
  #dialled = 0;

  constructor(options: TransportOptions) {
    this.clock = options.clock ?? systemClock;
    this.disableKeepAlives = options.disableKeepAlives ?? false;
    this.disableCompression = options.disableCompression ?? false;
    this.responseHeaderTimeout = options.responseHeaderTimeout ?? 0;
    this.expectContinueTimeout = options.expectContinueTimeout ?? 0;
    this.maxResponseHeaderBytes = options.maxResponseHeaderBytes || 10 << 20;
    this.#network = options.network;
    this.#trace = options.trace ?? null;
    this.#maxConnsPerHost = options.maxConnsPerHost ?? 0;
    this.#errorLog = options.errorLog ?? (() => {});
    this.#pool = new IdlePool(this.clock, {
      max: options.maxIdleConns ?? 0,
      maxPerHost: options.maxIdleConnsPerHost ?? 0,
      timeout: options.idleConnTimeout ?? 0,
    });
  }

  /**
   * Sends a request, again if need be, and resolves when the header of its answer is there.
   *
   * @throws EoflabError what the connection failed with; EOF when it ended before an answer; BAD_RESPONSE, BAD_HEADER,
   *   UNEXPECTED_EOF and others within one, with Go's words before them; RESPONSE_HEADER_TIMEOUT, CANCELED;
   *   INVALID_ARGUMENT when the request cannot be sent
   */
  async roundTrip(request: ClientRequest): Promise<ClientResponse> {
    checkRequest(request);
    for (let req = trackBody(request); ; ) {
      if (req.signal?.aborted) throw abortCause(req.signal);
      const conn = await this.#getConn(req);
      const outcome = await conn.roundTrip(req);
      if (!(outcome instanceof ExchangeFailure)) return { ...outcome, request };
      if (!shouldRetry(conn, req, outcome)) throw outcome.error;
      req = await rewind(req);
    }
  }

  /** Closes the connections that are idle. Those in use are closed when they are put back. */
  closeIdleConnections(): void {
    this.#pool.closeAll();
  }

  putIdle(conn: PersistConn): EoflabError | null {
    if (this.disableKeepAlives) return new EoflabError("CLOSED", "http: putIdleConn: keep alives disabled");
    const refused = this.#pool.put(conn);
    if (refused === null) conn.wentIdle();
    return refused;
  }

  connClosed(conn: PersistConn): void {
    this.#pool.remove(conn);
    this.#oneLess(conn.key);
  }

  log(line: string): void {
    this.#errorLog(line);
  }

  /** An idle connection, or a new one: whichever is there first (Go's getConn). */
  async #getConn(req: ClientRequest): Promise<PersistConn> {
    const { key, addr } = hostOf(req.url);
    const idle = this.disableKeepAlives ? null : this.#pool.take(key);
    if (idle !== null) return idle;
    const wanted = new Deferred<PersistConn>();
    let waiting = true;
    const taker: Taker = (conn) => {
      if (!waiting) return false;
      waiting = false;
      wanted.resolve(conn);
      return true;
    };
    const abort = (): void => {
      if (req.signal !== null) wanted.reject(abortCause(req.signal));
    };
    req.signal?.addEventListener("abort", abort, { once: true });
    if (!this.disableKeepAlives) this.#pool.wait(key, taker);
    void this.#dial(key, addr, () => waiting).then(
      (conn) => {
        if (conn !== null && !taker(conn)) this.#putOrClose(conn);
      },
      (err) => wanted.reject(err),
    );
    try {
      return await wanted.promise;
    } finally {
      waiting = false;
      this.#pool.forget(key, taker);
      req.signal?.removeEventListener("abort", abort);
    }
  }

  /** Dials, when there may be another connection; `null` if by then nobody wants it. */
  async #dial(
    key: string,
    addr: { host: string; port: number },
    isWanted: () => boolean,
  ): Promise<PersistConn | null> {
    await this.#mayDial(key);
    if (!isWanted()) {
      this.#oneLess(key);
      return null;
    }
    const id = ++this.#dialled;
    const trace = this.#trace;
    trace?.emit("client.dial", id, { addr: formatAddr(addr) });
    try {
      if (addr.port > 65_535) throw badPort(addr.port);
      const conn = await this.#network.dial(addr);
      trace?.emit("client.connected", id, { addr: formatAddr(conn.localAddr) });
      if (trace === null) return new PersistConn(this, key, conn, () => {});
      const report: Report = (name, facts) => trace.emit(name, id, facts);
      return new PersistConn(this, key, new TracedClientConn(conn, trace, id), report);
    } catch (err) {
      this.#oneLess(key);
      if (err instanceof EoflabError) trace?.emit("client.error", id, { op: "dial", error: err.message });
      throw err;
    }
  }

  /** Waits until there may be another connection to a host, and counts it. */
  async #mayDial(key: string): Promise<void> {
    if (this.#maxConnsPerHost <= 0) return;
    const n = this.#connsPerHost.get(key) ?? 0;
    if (n < this.#maxConnsPerHost) {
      this.#connsPerHost.set(key, n + 1);
      return;
    }
    await new Promise<void>((resolve) => {
      const queue = this.#waitingToDial.get(key);
      if (queue === undefined) this.#waitingToDial.set(key, [resolve]);
      else queue.push(resolve);
    });
  }

  /** There is one connection less to a host: the next who waits may dial in its place. */
  #oneLess(key: string): void {
    if (this.#maxConnsPerHost <= 0) return;
    const next = this.#waitingToDial.get(key)?.shift();
    if (next === undefined) this.#connsPerHost.set(key, (this.#connsPerHost.get(key) ?? 1) - 1);
    else next();
  }

  #putOrClose(conn: PersistConn): void {
    const refused = this.putIdle(conn);
    if (refused !== null) conn.close(refused);
  }
}

function badPort(port: number): OpError {
  const cause = new EoflabError("BAD_ADDRESS", `address ${port}: invalid port`);
  return new OpError("dial", null, null, cause);
}

/** Whether a request that failed is sent again (Go's shouldRetryRequest). */
function shouldRetry(conn: PersistConn, req: ClientRequest, { at }: ExchangeFailure): boolean {
  // On a connection that was never idle, the server had no reason to close it just then.
  if (!conn.reused) return false;
  if (at === "nothing written") return outgoingLength(req) === 0 || req.getBody !== null;
  return at !== "under way" && isReplayable(req);
}

/** A body that knows whether it was read. */
class TrackedBody implements Reader {
  readonly #body: Reader;
  /** Whether anybody has read it. */
  wasRead = false;

  constructor(body: Reader) {
    this.#body = body;
  }

  read(p: Uint8Array): MaybePromise<number | null> {
    this.wasRead = true;
    return this.#body.read(p);
  }
}

function trackBody(req: ClientRequest): ClientRequest {
  return req.body === null ? req : { ...req, body: new TrackedBody(req.body) };
}

/** The request with its body from the beginning (Go's rewindBody). */
async function rewind(req: ClientRequest): Promise<ClientRequest> {
  if (!(req.body instanceof TrackedBody) || !req.body.wasRead) return req;
  if (req.getBody === null) {
    throw new EoflabError("INVALID_ARGUMENT", "net/http: cannot rewind body after connection loss");
  }
  return { ...req, body: new TrackedBody(await req.getBody()) };
}

function checkRequest({ url, header, trailer }: ClientRequest): void {
  if (url.scheme === "http") {
    checkFields("header", header);
    if (trailer !== null) checkFields("trailer", trailer);
  } else {
    throw invalid(`unsupported protocol scheme ${quote(url.scheme)}`);
  }
  if (url.host === "") throw invalid("http: no Host in request URL");
}

function checkFields(what: "header" | "trailer", header: Header): void {
  for (const [name, values] of header) {
    if (!validHeaderFieldName(name)) throw invalid(`net/http: invalid ${what} field name ${quote(name)}`);
    if (!values.every(validHeaderFieldValue)) {
      throw invalid(`net/http: invalid ${what} field value for ${quote(name)}`);
    }
  }
}

function invalid(message: string): EoflabError {
  return new EoflabError("INVALID_ARGUMENT", message);
}
