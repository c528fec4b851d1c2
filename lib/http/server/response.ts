/**
 * Steps 1 and 2 of a byte's way: the handler's `w.write`, and response.w.
 *
 * The way of a byte that a handler writes (Go: net/http server.go, above (*response).Write):
 *
 *  1. the handler calls `w.write(p)`, here
 *  2. response.w, a bufio.Writer of 2048 bytes, here
 *  3. chunkWriter, in chunk_writer.ts
 *  4. conn.bufw, a bufio.Writer of 4096 bytes, made in conn.ts
 *  5. checkConnErrorWriter, in check_conn_error_writer.ts
 *  6. rwc, the socket with its deadlines
 *
 * What a write reports is what the steps say that it reached. One that fits into response.w reaches nothing
 * else, and so it reports nothing, whatever the socket's deadline says.
 *
 * @module
 */

import { DirectWriter } from "../../bufio/mod.ts";
import type { Clock } from "../../clock.ts";
import { asWriteFailure, type EoflabError, failureOf, heard, WriteError } from "../../errors.ts";
import { after, type MaybePromise } from "../../io.ts";
import { quote } from "../../quote.ts";
import type { Trace } from "../../trace/events.ts";
import { encodeText } from "../../utf8.ts";
import { type Body, MessageBody, noBody } from "../body.ts";
import { Header } from "../header.ts";
import { bodyAllowedForStatus, checkWriteHeaderCode } from "../status.ts";
import { hasToken, parseSignedDecimal } from "../tokens.ts";
import type { Answer } from "./answer_header.ts";
import { relevantCaller } from "./caller.ts";
import { ChunkWriter } from "./chunk_writer.ts";
import { ExpectContinueReader } from "./expect_continue_reader.ts";
import {
  bodyNotAllowed,
  connHijacked,
  handlerReturned,
  isBytes,
  notWritable,
  tooMuchWritten,
} from "./handler_errors.ts";
import { writeContinue, writeInformational } from "./informational.ts";
import type { Request } from "./request.ts";
import type { Hijacked, ResponseConn } from "./response_conn.ts";
import type { ResponseWriter } from "./response_writer.ts";
import { Trailers } from "./trailers.ts";
import { closeQuietly } from "./unread_body.ts";

/** The size of response.w in bytes. It must be 512 at least, which is what the sniffing of a content type looks at. */
export const bufferBeforeChunkingSize = 2048;

/** The answer to one request (Go's http.response). */
export class Response implements ResponseWriter, Answer {
  readonly req: Request;
  /** The request's body as it comes from the connection, whatever the handler puts in its place. */
  readonly reqBody: Body;
  readonly trace: Trace | null;
  readonly clock: Clock;
  /** The connection's number in the trace. */
  readonly connId: number;
  /** Step 2: collects what the handler writes, and hands it to the chunkWriter. */
  readonly w: DirectWriter;
  /** The header that the handler fills; read by the chunkWriter, and once more for the trailers. */
  readonly handlerHeader = new Header();
  /** The status; set by writeHeader. */
  status = 0;
  /** The declared length of the body, or -1; set by writeHeader, or when it can be counted. */
  contentLength = -1;
  /** Whether the connection ends with this answer; set while the header is decided, and by requestTooLarge. */
  closeAfterReply: boolean;
  /**
   * Whether the handler has returned; set by handlerReturned and by finish. By it the first piece is known to be the
   * whole body, so that what the handler writes from then on is refused.
   */
  handlerDone = false;
  /** Whether the request's body is left alone when the answer begins; set by enableFullDuplex. */
  fullDuplex = false;
  /** An HTTP/1.0 client asked to keep the connection. */
  readonly wants10KeepAlive: boolean;
  /** The client asked to end the connection. */
  readonly wantsClose: boolean;
  readonly #conn: ResponseConn;
  /** Step 3. */
  readonly #cw: ChunkWriter;
  /** Whether the status has been said; set by writeHeader, once. */
  #wroteHeader = false;
  /** Whether the handler has asked for the header. If not, there is nothing to copy in writeHeader. */
  #calledHeader = false;
  /** Whether `100 Continue` may still be sent; set by expectContinue, cleared by the beginning of an answer. */
  #canWriteContinue = false;
  /** How many bytes the handler has written, taken or not; grows with each write. */
  #written = 0;
  /** The trailers that the header announced; made when it announces one. */
  #trailers: Trailers | null = null;
  /** Whether more was sent than is read of a body; set by requestTooLarge. */
  #requestBodyLimitHit = false;
  /** The flush that is under way; the next one, and the end of the answer, wait for it. */
  #flushing: Promise<unknown> | null = null;
  /** The hijack that is under way, or was, which the handler may not have waited for; set by hijack. Never rejects. */
  #hijacking: Promise<void> | null = null;

  /**
   * @param conn the connection that it goes out on
   * @param req the request that it answers
   * @param close whether the connection ends with it in any case
   */
  constructor(conn: ResponseConn, req: Request, close: boolean) {
    this.#conn = conn;
    this.req = req;
    this.reqBody = req.body;
    this.trace = conn.trace;
    this.clock = conn.clock;
    this.connId = conn.id;
    this.closeAfterReply = close;
    const connection = req.header.get("Connection");
    this.wants10KeepAlive =
      req.protoMajor === 1 && req.protoMinor === 0 && hasToken(connection, "keep-alive");
    this.wantsClose = req.close || hasToken(connection, "close");
    this.#cw = new ChunkWriter(this, conn.bufw);
    this.w = new DirectWriter(this.#cw, bufferBeforeChunkingSize);
  }

  get method(): string {
    return this.req.method;
  }

  /** Whether the client speaks HTTP/1.1, and so understands chunks. */
  get is11(): boolean {
    return this.req.protoMajor > 1 || this.req.protoMinor >= 1;
  }

  get header(): Header {
    // Between saying the status and sending it, what is sent must not change any more.
    if (this.#cw.header === null && this.#wroteHeader && !this.#cw.wroteHeader) {
      this.#cw.header = this.handlerHeader.clone();
    }
    this.#calledHeader = true;
    return this.handlerHeader;
  }

  writeHeader(code: number): void {
    if (this.#conn.hijacked) {
      this.log(`http: response.WriteHeader on hijacked connection from ${relevantCaller()}`);
      return;
    }
    if (this.handlerDone) return;
    if (this.#wroteHeader) {
      this.log(`http: superfluous response.WriteHeader call from ${relevantCaller()}`);
      return;
    }
    checkWriteHeaderCode(code);
    if (code < 101 || code > 199) this.#canWriteContinue = false;
    if (code <= 199 && code !== 101) writeInformational(this.#conn.bufw, this.is11, code, this.handlerHeader);
    else this.#writeStatus(code);
  }

  /** Says the status; it is sent with the first byte of the body, or at the end. */
  #writeStatus(code: number): void {
    this.#wroteHeader = true;
    this.status = code;
    if (this.#calledHeader && this.#cw.header === null) this.#cw.header = this.handlerHeader.clone();
    const declared = this.handlerHeader.get("Content-Length");
    if (declared === "") return;
    const length = parseSignedDecimal(declared);
    if (length !== null) {
      this.contentLength = length;
    } else {
      this.log(`http: invalid Content-Length of ${quote(declared)}`);
      this.handlerHeader.delete("Content-Length");
    }
  }

  write(data: Uint8Array | string): Promise<number> {
    const isText = typeof data === "string";
    if (!isText && !isBytes(data)) return heard(Promise.reject(notWritable(data)));
    const p = isText ? encodeText(data) : data;
    const { trace } = this;
    trace?.emit("handler.write", this.connId, { bytes: p.length });
    try {
      const n = this.#write(p, isText);
      if (typeof n !== "number") return heard(trace === null ? n : this.#reportLater(p, n, trace));
      if (trace !== null) this.#reportTaken(p, n, trace);
      return Promise.resolve(n);
    } catch (err) {
      // A mistake further down, of the server's log, say.
      return heard(Promise.reject(err));
    }
  }

  async #reportLater(p: Uint8Array, writing: Promise<number>, trace: Trace): Promise<number> {
    try {
      const n = await writing;
      this.#reportTaken(p, n, trace);
      return n;
    } catch (err) {
      const { n, cause } = asWriteFailure(err);
      trace.emit("handler.wrote", this.connId, { n, error: cause.message });
      throw err;
    }
  }

  #reportTaken(p: Uint8Array, n: number, trace: Trace): void {
    if (this.w.buffered > 0 && p.length > 0) {
      const { buffered, available } = this.w;
      trace.emit("response.w.fill", this.connId, { bytes: p.length, buffered, available });
    }
    trace.emit("handler.wrote", this.connId, { n, error: null });
  }

  /** @param isText whether the handler gave a text: a long one fills response.w again and again, as Go's WriteString */
  #write(p: Uint8Array, isText: boolean): MaybePromise<number> {
    if (this.#conn.hijacked) {
      if (p.length > 0) this.log(`http: response.Write on hijacked connection from ${relevantCaller()}`);
      return refused(connHijacked());
    }
    if (this.handlerDone) return refused(handlerReturned());
    this.#canWriteContinue = false;
    if (!this.#wroteHeader) this.writeHeader(200);
    if (p.length === 0) return 0;
    if (!bodyAllowedForStatus(this.status)) return refused(bodyNotAllowed());
    this.#written += p.length;
    if (this.contentLength !== -1 && this.#written > this.contentLength) return refused(tooMuchWritten());
    return isText ? this.w.writePieces(p) : this.w.write(p);
  }

  /**
   * Sends what was written so far: empties response.w, then conn.bufw (Go's FlushError). A handler calls it
   * through its ResponseController.
   *
   * @throws WriteError the connection's error; EoflabError HIJACKED, HANDLER_RETURNED
   */
  flush(): Promise<void> {
    const flushed = heard(this.#tracedFlush(this.#flushing));
    this.#flushing = flushed;
    return flushed;
  }

  async #tracedFlush(before: Promise<unknown> | null): Promise<void> {
    if (this.#conn.hijacked) throw connHijacked();
    if (this.handlerDone) throw handlerReturned();
    this.trace?.emit("handler.flush", this.connId, {});
    if (!this.#wroteHeader) this.writeHeader(200);
    await before?.catch(ignore);
    // Both buffers are emptied, even if the first fails; the first error counts.
    const first = await failureOf(this.w.flush());
    const second = await failureOf(this.#cw.flush());
    const error = first ?? second;
    this.trace?.emit("handler.flushed", this.connId, { error: error?.message ?? null });
    if (error !== null) throw error;
  }

  /** The client waits for `100 Continue` before it sends the body: the first read says so. */
  expectContinue(): void {
    if (!(this.reqBody instanceof MessageBody)) return;
    this.#canWriteContinue = true;
    this.req.body = new ExpectContinueReader(this.reqBody, async () => {
      if (!this.#canWriteContinue) return;
      this.#canWriteContinue = false;
      await writeContinue(this.#conn.bufw);
    });
  }

  /** The handler threw, or its connection is gone: `100 Continue` is not sent any more. */
  disableWriteContinue(): void {
    this.#canWriteContinue = false;
  }

  /**
   * The handler has returned: what it writes from now on is refused, and it is too late to take the connection over.
   * Waits for a hijack that the handler may not have waited for.
   */
  handlerReturned(): MaybePromise<void> {
    this.handlerDone = true;
    if (this.#hijacking !== null) return this.#hijacking;
  }

  /**
   * Ends the answer when the handler has returned: what is left in response.w goes to the chunkWriter, the last
   * chunk behind it, and conn.bufw to the socket. Whether that worked is asked of nobody and told to nobody: the
   * error is in conn.bufw and in checkConnErrorWriter, and the connection will not be used again
   * (Go's finishRequest, which drops what these three calls return).
   */
  finish(): MaybePromise<void> {
    this.handlerDone = true;
    this.#canWriteContinue = false;
    if (!this.#wroteHeader) this.#writeStatus(200);
    if (this.#flushing === null) return this.#endBody();
    return this.#flushing.catch(ignore).then(() => this.#endBody());
  }

  /** Mostly the socket takes it all at once: then none of the three has anything to wait for. */
  #endBody(): MaybePromise<void> {
    const { bufw } = this.#conn;
    return after(failureOf(this.w.flush()), () => {
      this.w.release();
      return after(this.#cw.close(), () => after(failureOf(bufw.flush()), (dropped) => this.#ended(dropped)));
    });
  }

  /** @param dropped the error that nobody is told */
  #ended(dropped: WriteError | null): MaybePromise<void> {
    if (dropped !== null) this.trace?.emit("server.dropped", this.connId, { error: dropped.message });
    this.#conn.stopWatching();
    if (this.reqBody !== noBody) return closeQuietly(this.reqBody);
  }

  /**
   * Whether the next request may come on this connection (Go's shouldReuseConnection). Asked after `finish`.
   *
   * @param werr the connection's first write error
   */
  shouldReuseConnection(werr: EoflabError | null): boolean {
    if (this.closeAfterReply || werr !== null || this.#closedRequestBodyEarly) return false;
    const promised = this.contentLength;
    const toldLess =
      this.req.method !== "HEAD" &&
      promised !== -1 &&
      bodyAllowedForStatus(this.status) &&
      promised !== this.#written;
    return !toldLess;
  }

  /**
   * Whether the client may still be sending, so that closing at once would meet its bytes with RST, and RST would
   * take the answer away before the client has read it.
   */
  get shouldLinger(): boolean {
    return this.#requestBodyLimitHit || this.#closedRequestBodyEarly;
  }

  get #closedRequestBodyEarly(): boolean {
    const { body } = this.req;
    return body instanceof MessageBody && body.closedEarly;
  }

  /** The body is larger than is read of it (Go's requestTooLarge; maxBytesReader calls it). */
  requestTooLarge(): void {
    this.closeAfterReply = true;
    this.#requestBodyLimitHit = true;
    if (!this.#wroteHeader) this.header.set("Connection", "close");
  }

  declareTrailer(name: string): void {
    this.#trailers ??= new Trailers();
    this.#trailers.declare(name);
  }

  /** The trailers as text, `""` if there are none. */
  finalTrailers(): string {
    return (this.#trailers ?? new Trailers()).format(this.handlerHeader);
  }

  /**
   * Gives the connection to the handler (Go's Hijack).
   *
   * @throws EoflabError HIJACKED, HANDLER_RETURNED
   */
  hijack(): Promise<Hijacked> {
    const hijacked = this.#hijack();
    this.#hijacking = hijacked.then(ignore, ignore);
    return hijacked;
  }

  async #hijack(): Promise<Hijacked> {
    if (this.handlerDone) throw handlerReturned();
    this.disableWriteContinue();
    if (this.#wroteHeader) await failureOf(this.#cw.flush());
    // An informational answer may still be on its way.
    await failureOf(this.#conn.bufw.flush());
    if (this.#conn.hijacked) throw connHijacked();
    return await this.#conn.hijack();
  }

  /** Moves the connection's read deadline (Go's (*response).SetReadDeadline). */
  setReadDeadline(at: number | null): void {
    if (!this.handlerDone) this.#conn.rwc.setReadDeadline(at);
  }

  /** Moves the connection's write deadline (Go's (*response).SetWriteDeadline). */
  setWriteDeadline(at: number | null): void {
    if (!this.handlerDone) this.#conn.rwc.setWriteDeadline(at);
  }

  /** Lets the handler read the body while it answers (Go's EnableFullDuplex). */
  enableFullDuplex(): void {
    this.fullDuplex = true;
  }

  /** Ends the connection at once, after a write error in the middle of the body. */
  closeConn(): void {
    this.#conn.rwc.close();
  }

  keepAlivesEnabled(): boolean {
    return this.#conn.keepAlivesEnabled();
  }

  log(line: string): void {
    this.#conn.log(line);
  }
}

/** A write of which nothing was taken. */
function refused(cause: EoflabError): Promise<never> {
  return Promise.reject(new WriteError(0, cause));
}

function ignore(): void {}
