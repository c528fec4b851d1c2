/**
 * A connection that a client keeps, and the exchanges on it, one after the other (Go's persistConn).
 *
 * Reading goes on all the time: while a request is under way for its answer, and else for the end of the connection,
 * so that one which the server has closed is not used. A request that meets the server's FIN half-way is the race
 * of every keep-alive connection; by how far it had come, the transport decides whether to send it again.
 *
 * Go: net/http transport.go persistConn, readLoop, writeLoop, roundTrip, mapRoundTripError.
 *
 * @module
 */

import { Reader as BufioReader, Writer as BufioWriter } from "../../bufio/mod.ts";
import type { Clock, Timer } from "../../clock.ts";
import { asWriteFailure, EoflabError, eof, OpError } from "../../errors.ts";
import { formatAddr } from "../../net/conn.ts";
import { quote } from "../../quote.ts";
import { decodeText } from "../../utf8.ts";
import { Header } from "../header.ts";
import { anyHasElement, equalFold } from "../tokens.ts";
import {
  abortCause,
  connectionBroken,
  readLoopExiting,
  requestCanceled,
  responseHeaderTimeout,
  serverClosedIdle,
} from "./client_errors.ts";
import { type Deferred, Exchange, ExchangeFailure, type FailedAt } from "./exchange.ts";
import { gunzip } from "./gunzip.ts";
import { type ClientRequest, wantsClose } from "./request.ts";
import { RequestBodyError, writeRequest } from "./request_writer.ts";
import { type ClientResponse, readResponse } from "./response.ts";
import { type BodyOwner, ResponseBody } from "./response_body.ts";
import { SwitchedBody } from "./switched_body.ts";
import type { ClientConn, Report } from "./traced_client_conn.ts";

/**
 * How long the end of the request is waited for, when the answer has been read, in ms (Go's
 * maxWriteWaitBeforeConnReuse).
 */
const maxWriteWait = 50;

/** What a connection needs of its transport. Times are in ms, 0 means none. */
export interface PersistConnOwner {
  readonly clock: Clock;
  readonly disableKeepAlives: boolean;
  readonly disableCompression: boolean;
  readonly responseHeaderTimeout: number;
  readonly expectContinueTimeout: number;
  readonly maxResponseHeaderBytes: number;
  /** Takes an idle connection. Why not, if it does not. */
  putIdle(conn: PersistConn): EoflabError | null;
  /** The connection has been closed. */
  connClosed(conn: PersistConn): void;
  log(line: string): void;
}

/** A connection to one host. */
export class PersistConn implements BodyOwner {
  /** Which host it leads to: `http://127.0.0.1:8800`. */
  readonly key: string;
  /** Whether it has been in the pool; set when it is put there. */
  reused = false;
  /** Why it is closed; set once. */
  closed: EoflabError | null = null;
  /** Why its request was called off; set when the caller's signal is aborted. */
  canceled: EoflabError | null = null;
  readonly #owner: PersistConnOwner;
  readonly #conn: ClientConn;
  /** Reports to the lane `client`, if somebody listens. */
  readonly #report: Report;
  readonly #br: BufioReader;
  readonly #bw: BufioWriter;
  /** The request that is under way; `null` while the connection is idle. */
  #exchange: Exchange | null = null;
  /** How many bytes were written; grows with each write. */
  #nwrite = 0;
  /** How many bytes may still be read before the body; set before each answer. */
  #readLimit = Number.POSITIVE_INFINITY;
  /** Whether the server's FIN was read. */
  #sawEof = false;

  /**
   * @param owner its transport
   * @param key which host it leads to
   * @param conn the connection; from now on it keeps the process alive while a request is under way on it, only
   * @param report to the lane `client`
   */
  constructor(owner: PersistConnOwner, key: string, conn: ClientConn, report: Report) {
    this.#owner = owner;
    this.key = key;
    this.#conn = conn;
    this.#report = report;
    conn.setRef(false);
    this.#br = new BufioReader({ read: (p) => this.#read(p) });
    this.#bw = new BufioWriter({ write: (p) => this.#write(p) });
    void this.#run();
  }

  /** Sends a request and waits for the header of its answer, or for what comes instead. */
  async roundTrip(req: ClientRequest): Promise<ClientResponse | ExchangeFailure> {
    const extra = this.#extraFields(req);
    const x = new Exchange(req, extra.has("Accept-Encoding"), this.#nwrite);
    if (this.closed !== null) return await this.#failure(x, "under way", this.closed);
    this.#exchange = x;
    this.#conn.setRef(true);
    this.#report("client.gotConn", { reused: this.reused });
    x.wrote = this.#send(x, extra);
    this.#watchSignal(x);
    const timer = this.#watchWrite(x);
    try {
      return await x.outcome.promise;
    } finally {
      timer.cancel();
    }
  }

  /**
   * Closes the connection, if it is open. What is under way on it fails.
   *
   * @param why in Go's words
   * @param because what it came from, for the trace
   */
  close(why: EoflabError, because = why.message): void {
    if (this.closed !== null) return;
    this.closed = why;
    this.#conn.close(because);
    this.#exchange?.mayContinue?.resolve(false);
    this.#exchange?.bodyEnd.resolve(false);
    this.#owner.connClosed(this);
  }

  /** It is back in the pool. */
  wentIdle(): void {
    this.#report("client.putIdleConn", {});
  }

  async bodyRead(bytes: number): Promise<void> {
    const x = this.#exchange;
    this.#report("client.body", { bytes, whole: true, error: null });
    x?.bodyEnd.resolve(true);
    await x?.over.promise;
  }

  bodyGivenUp(bytes: number, error: EoflabError | null): void {
    this.#report("client.body", { bytes, whole: false, error: error?.message ?? null });
    this.#exchange?.bodyEnd.resolve(false);
    this.close(readLoopExiting(), error?.message ?? "the body was closed before its end");
  }

  /** What the transport adds to the fields of a request. */
  #extraFields(req: ClientRequest): Header {
    const { disableCompression, disableKeepAlives } = this.#owner;
    const { header, method } = req;
    const extra = new Header();
    const encodingIsFree = header.get("Accept-Encoding") === "" && header.get("Range") === "";
    if (!disableCompression && encodingIsFree && method !== "HEAD") extra.set("Accept-Encoding", "gzip");
    if (disableKeepAlives && !wantsClose(req) && !switchesProtocol(header)) extra.set("Connection", "close");
    return extra;
  }

  /** Until the exchange is over, the caller may call it off. */
  #watchSignal(x: Exchange): void {
    const { signal } = x.req;
    if (signal === null) return;
    const abort = (): void => {
      this.canceled ??= abortCause(signal);
      this.close(requestCanceled());
    };
    signal.addEventListener("abort", abort, { once: true });
    void x.over.promise.then(() => signal.removeEventListener("abort", abort));
  }

  /** A write that fails ends the exchange; from one that is done, the time for the answer's header runs. */
  #watchWrite(x: Exchange): Pick<Timer, "cancel"> {
    let timer: Timer | null = null;
    let over = false;
    void x.wrote.then(async (err) => {
      if (over) return;
      if (err !== null) {
        this.close(err);
        x.outcome.resolve(await this.#failure(x, "under way", err));
      } else if (this.#owner.responseHeaderTimeout > 0) {
        timer = this.#owner.clock.after(this.#owner.responseHeaderTimeout, () => {
          const late = responseHeaderTimeout();
          x.outcome.resolve(new ExchangeFailure("under way", late));
          this.close(late);
        });
      }
    });
    return {
      cancel: () => {
        over = true;
        timer?.cancel();
      },
    };
  }

  /** Writes the request. */
  async #send({ req, mayContinue }: Exchange, extra: Header): Promise<EoflabError | null> {
    const wait = mayContinue === null ? null : (): Promise<boolean> => this.#waitForContinue(mayContinue);
    try {
      await writeRequest(this.#bw, req, extra, wait, this.#owner.clock);
      return null;
    } catch (err) {
      if (!(err instanceof RequestBodyError)) return asWriteFailure(err).cause;
      return req.contentLength > 0 ? this.#readFrom(err) : err;
    }
  }

  /** A body of known length goes from its reader to the socket, and in Go the error says so (net (*TCPConn).ReadFrom). */
  #readFrom({ cause }: RequestBodyError): RequestBodyError {
    const { localAddr, remoteAddr } = this.#conn;
    return new RequestBodyError(
      new OpError("readfrom", formatAddr(localAddr), formatAddr(remoteAddr), cause),
    );
  }

  /** Waits until the server asks for the body, or for so long that it will not (RFC 9110 §10.1.1). */
  async #waitForContinue({ promise, resolve }: Deferred<boolean>): Promise<boolean> {
    const timer = this.#owner.clock.after(this.#owner.expectContinueTimeout, () => resolve(true));
    const sends = await promise;
    timer.cancel();
    return sends;
  }

  /** Reads as long as the connection lives. A mistake of ours is the caller's to hear. */
  async #run(): Promise<void> {
    let why: string | null = null;
    try {
      while (why === null) why = await this.#readOne();
    } catch (err) {
      if (this.#exchange === null) throw err;
      this.#exchange.outcome.reject(err);
    } finally {
      this.close(readLoopExiting(), why ?? undefined);
      this.#exchange?.over.resolve();
    }
  }

  /** Waits for an answer, or for the end of the connection. Why the connection does not go on, `null` if it does. */
  async #readOne(): Promise<string | null> {
    this.#readLimit = this.#owner.maxResponseHeaderBytes;
    const ended = await this.#peek();
    const x = this.#exchange;
    if (x === null) {
      return this.#endIdle(ended).message;
    }
    if (ended !== null) {
      this.close(ended);
      x.outcome.resolve(await this.#failure(x, "no answer", ended));
      return ended.message;
    }
    try {
      const res = await this.#readAnswer(x);
      this.#readLimit = Number.POSITIVE_INFINITY;
      const { status, contentLength } = res;
      this.#report("client.response", { status, contentLength: contentLength < 0 ? null : contentLength });
      return await this.#deliver(x, res);
    } catch (err) {
      if (!(err instanceof EoflabError)) throw err;
      const error = this.#readLimit <= 0 ? this.#tooLarge() : err;
      this.close(readLoopExiting(), error.message);
      x.outcome.resolve(await this.#failure(x, "under way", error));
      return error.message;
    }
  }

  /** Waits for a byte; how the connection ended, if there is none. */
  async #peek(): Promise<EoflabError | null> {
    try {
      return (await this.#br.peek(1)).length === 0 ? eof() : null;
    } catch (err) {
      if (!(err instanceof EoflabError)) throw err;
      return err;
    }
  }

  /** The answer, after the informational ones before it. */
  async #readAnswer({ req, mayContinue }: Exchange): Promise<ClientResponse> {
    for (;;) {
      const res = await readResponse(this.#br, req);
      if (res.status === 100) mayContinue?.resolve(true);
      if (res.status < 100 || res.status > 199 || res.status === 101) {
        mayContinue?.resolve(!res.close && !req.close);
        return res;
      }
    }
  }

  /** Hands an answer to the caller, and waits until its body is read. Why the connection does not go on, if so. */
  async #deliver(x: Exchange, res: ClientResponse): Promise<string | null> {
    const { req } = x;
    if (res.status === 101 && switchesProtocol(res.header)) return this.#handOver(x, res);
    const last = res.close || req.close || res.status < 200 ? "the answer was the last one" : null;
    if (req.method === "HEAD" || res.contentLength === 0) {
      const why = last ?? (await this.#release(x));
      x.outcome.resolve(res);
      return why;
    }
    x.outcome.resolve(this.#withBody(x, res));
    if (!(await x.bodyEnd.promise)) return "the body was not read to its end";
    return last ?? (await this.#release(x));
  }

  /** After 101 the connection is the caller's, and no longer HTTP's (RFC 9110 §15.2.2). */
  #handOver(x: Exchange, res: ClientResponse): string {
    const why = "the protocol was switched";
    const body = new SwitchedBody(this.#br, this.#conn);
    this.closed = new EoflabError("CLOSED", why);
    this.#owner.connClosed(this);
    x.outcome.resolve({ ...res, body });
    return why;
  }

  #withBody(x: Exchange, res: ClientResponse): ClientResponse {
    const body = new ResponseBody(res.body, this);
    if (!x.addedGzip || !equalFold(res.header.get("Content-Encoding"), "gzip")) return { ...res, body };
    res.header.delete("Content-Encoding");
    res.header.delete("Content-Length");
    return { ...res, body: gunzip(body), contentLength: -1, uncompressed: true };
  }

  /** Puts the connection back into the pool. Why not, if it cannot be used again. */
  async #release(x: Exchange): Promise<string | null> {
    if (this.#sawEof) return "the server has ended the connection";
    if (!(await this.#wroteRequest(x))) return "the request was not written to its end";
    if (this.closed !== null) return this.closed.message;
    this.#exchange = null;
    this.#conn.setRef(false);
    const refused = this.#owner.putIdle(this);
    if (refused !== null) this.close(refused);
    x.over.resolve();
    return refused?.message ?? null;
  }

  /** Whether the request went out whole: an answer may come before its end. */
  async #wroteRequest(x: Exchange): Promise<boolean> {
    let timer: Timer | null = null;
    const late = new Promise<false>((resolve) => {
      timer = this.#owner.clock.after(maxWriteWait, () => resolve(false));
    });
    const wrote = await Promise.race([x.wrote.then((err) => err === null), late]);
    (timer as Timer | null)?.cancel();
    return wrote;
  }

  /** The connection ended, or spoke, when nobody had asked it anything. */
  #endIdle(ended: EoflabError | null): EoflabError {
    if (this.closed !== null) return this.closed;
    const said = decodeText(this.#br.peekBuffered());
    if (said !== "" && !is408(said)) {
      this.#owner.log(
        `Unsolicited response received on idle HTTP channel starting with ${quote(said)}; err=${ended?.message ?? "<nil>"}`,
      );
    }
    const why = is408(said) || ended?.code === "EOF" ? serverClosedIdle() : (ended ?? readLoopExiting());
    this.close(why);
    return why;
  }

  /** What an exchange failed with, in Go's words and by how far it had come (Go's mapRoundTripError). */
  async #failure(x: Exchange, at: FailedAt, error: EoflabError): Promise<ExchangeFailure> {
    const wrote = await x.wrote;
    if (this.canceled !== null) return new ExchangeFailure("under way", this.canceled);
    if (wrote instanceof RequestBodyError) return new ExchangeFailure("under way", wrote.cause);
    if (error.code === "SERVER_CLOSED_IDLE") return new ExchangeFailure("closed idle", error);
    if (this.#nwrite === x.startBytesWritten) return new ExchangeFailure("nothing written", error);
    return at === "no answer"
      ? new ExchangeFailure(at, error)
      : new ExchangeFailure(at, connectionBroken(error));
  }

  #tooLarge(): EoflabError {
    return new EoflabError(
      "RESPONSE_TOO_LARGE",
      `net/http: server response headers exceeded ${this.#owner.maxResponseHeaderBytes} bytes; aborted`,
    );
  }

  async #read(p: Uint8Array): Promise<number | null> {
    if (this.#readLimit <= 0) throw this.#tooLarge();
    const n = await this.#conn.read(p.length > this.#readLimit ? p.subarray(0, this.#readLimit) : p);
    if (n === null) this.#sawEof = true;
    else this.#readLimit -= n;
    return n;
  }

  async #write(p: Uint8Array): Promise<number> {
    try {
      const n = await this.#conn.write(p);
      this.#nwrite += n;
      return n;
    } catch (err) {
      this.#nwrite += asWriteFailure(err).n;
      throw err;
    }
  }
}

/** What some servers send before they close an idle connection (Go's is408Message). */
function is408(said: string): boolean {
  return /^HTTP\/1\.. 408/s.test(said);
}

function switchesProtocol(header: Header): boolean {
  return header.get("Upgrade") !== "" && anyHasElement(header.values("Connection"), "upgrade");
}
