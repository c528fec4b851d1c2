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

import { Writer as BufioWriter } from "../../bufio/mod.ts";
import type { Clock } from "../../clock.ts";
import { asWriteFailure, EoflabError, WriteError } from "../../errors.ts";
import type { Conn } from "../../net/conn.ts";
import type { Trace } from "../../trace/events.ts";
import { canonicalHeaderKey, Header } from "../header.ts";
import { bodyAllowedForStatus } from "../status.ts";
import { ChunkWriter, trailerPrefix } from "./chunk_writer.ts";
import type { Request } from "./request.ts";
import type { ResponseWriter } from "./response_writer.ts";
import { hasToken } from "./tokens.ts";

/** The size of response.w in bytes. It must be 512 at least, which is what the sniffing of a content type looks at. */
export const bufferBeforeChunkingSize = 2048;

/** What a response needs of its connection. */
export interface ResponseConn {
  /** The socket (step 6). */
  readonly rwc: Conn;
  /** Step 4. */
  readonly bufw: BufioWriter;
  readonly clock: Clock;
  readonly trace: Trace | null;
  /** The connection's number in the trace. */
  readonly id: number;
  /** Whether the server keeps connections (Go's doKeepAlives). */
  keepAlivesEnabled(): boolean;
  /** Writes a line to the server's error log. */
  log(line: string): void;
}

/** The answer to one request (Go's http.response). */
export class Response implements ResponseWriter {
  readonly req: Request;
  readonly trace: Trace | null;
  readonly clock: Clock;
  /** The connection's number in the trace. */
  readonly connId: number;
  /** Step 2: collects what the handler writes, and hands it to the chunkWriter. */
  readonly w: BufioWriter;
  /** The header that the handler fills; read by the chunkWriter, and once more for the trailers. */
  readonly handlerHeader = new Header();
  /** The status; set by writeHeader. */
  status = 0;
  /** The declared length of the body, or -1; set by writeHeader, or by the chunkWriter when it counts. */
  contentLength = -1;
  /** Whether the connection ends with this answer; set while the header is decided. */
  closeAfterReply = false;
  /** Whether the handler has returned; by it the chunkWriter knows that the first piece is the whole body. */
  handlerDone = false;
  /** An HTTP/1.0 client asked to keep the connection. */
  readonly wants10KeepAlive: boolean;
  /** The client asked to end the connection; or it sends a body, which this server does not read yet. */
  readonly wantsClose: boolean;
  readonly #conn: ResponseConn;
  /** Step 3. */
  readonly #cw: ChunkWriter;
  /** Whether the status has been said; set by writeHeader, once. */
  #wroteHeader = false;
  /** Whether the handler has asked for the header. If not, there is nothing to copy in writeHeader. */
  #calledHeader = false;
  /** How many bytes the handler has written, taken or not; grows with each write. */
  #written = 0;
  /** The trailers that the header announced; filled when the header is decided. */
  #trailers: string[] = [];

  constructor(conn: ResponseConn, req: Request) {
    this.#conn = conn;
    this.req = req;
    this.trace = conn.trace;
    this.clock = conn.clock;
    this.connId = conn.id;
    const connection = req.header.get("Connection");
    this.wants10KeepAlive = req.protoMinor === 0 && hasToken(connection, "keep-alive");
    this.wantsClose = hasToken(connection, "close") || announcesBody(req.header);
    this.#cw = new ChunkWriter(this, conn.bufw);
    this.w = new BufioWriter(this.#cw, bufferBeforeChunkingSize);
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
    if (this.#wroteHeader) {
      this.log("http: superfluous response.WriteHeader call");
      return;
    }
    if (!Number.isInteger(code) || code < 101 || code > 999 || (code > 101 && code < 200)) {
      throw new RangeError(`invalid WriteHeader code ${code}`);
    }
    this.#wroteHeader = true;
    this.status = code;
    if (this.#calledHeader && this.#cw.header === null) this.#cw.header = this.handlerHeader.clone();
    const declared = this.handlerHeader.get("Content-Length");
    if (declared === "") return;
    if (/^\+?\d{1,15}$/.test(declared)) {
      this.contentLength = Number(declared);
    } else {
      this.log(`http: invalid Content-Length of ${JSON.stringify(declared)}`);
      this.handlerHeader.delete("Content-Length");
    }
  }

  write(data: Uint8Array | string): Promise<number> {
    const p = typeof data === "string" ? encoder.encode(data) : data;
    const written = this.trace === null ? this.#write(p) : this.#tracedWrite(p, this.trace);
    // A handler that does not wait for its write must not end the process when the write fails.
    written.catch(ignore);
    return written;
  }

  async #tracedWrite(p: Uint8Array, trace: Trace): Promise<number> {
    trace.emit("handler.write", this.connId, { bytes: p.length });
    try {
      const n = await this.#write(p);
      if (this.w.buffered > 0 && p.length > 0) {
        const { buffered, available } = this.w;
        trace.emit("response.w.fill", this.connId, { bytes: p.length, buffered, available });
      }
      trace.emit("handler.wrote", this.connId, { n, error: null });
      return n;
    } catch (err) {
      const { n, cause } = asWriteFailure(err);
      trace.emit("handler.wrote", this.connId, { n, error: cause.message });
      throw err;
    }
  }

  async #write(p: Uint8Array): Promise<number> {
    if (!this.#wroteHeader) this.writeHeader(200);
    if (p.length === 0) return 0;
    if (!bodyAllowedForStatus(this.status)) throw new WriteError(0, bodyNotAllowed());
    this.#written += p.length;
    if (this.contentLength !== -1 && this.#written > this.contentLength) {
      throw new WriteError(0, tooMuchWritten());
    }
    return await this.w.write(p);
  }

  /**
   * Sends what was written so far: empties response.w, then conn.bufw (Go's FlushError). A handler calls it
   * through its ResponseController.
   *
   * @throws WriteError the connection's error
   */
  async flush(): Promise<void> {
    this.trace?.emit("handler.flush", this.connId, {});
    const error = await this.#flush();
    this.trace?.emit("handler.flushed", this.connId, { error: error?.message ?? null });
    if (error !== null) throw error;
  }

  /** Both buffers are emptied, even if the first fails; the first error counts. */
  async #flush(): Promise<WriteError | null> {
    if (!this.#wroteHeader) this.writeHeader(200);
    const first = await failureOf(this.w.flush());
    const second = await failureOf(this.#cw.flush());
    return first ?? second;
  }

  /**
   * Ends the answer when the handler has returned: what is left in response.w goes to the chunkWriter, the last
   * chunk behind it, and conn.bufw to the socket. Whether that worked is asked of nobody and told to nobody: the
   * error is in conn.bufw and in checkConnErrorWriter, and the connection will not be used again
   * (Go's finishRequest, which drops what these three calls return).
   */
  async finish(): Promise<void> {
    this.handlerDone = true;
    if (!this.#wroteHeader) this.writeHeader(200);
    await failureOf(this.w.flush());
    this.w.release();
    await this.#cw.close();
    const dropped = await failureOf(this.#conn.bufw.flush());
    if (dropped !== null) this.trace?.emit("server.dropped", this.connId, { error: dropped.message });
  }

  /**
   * Whether the next request may come on this connection (Go's shouldReuseConnection). Asked after `finish`.
   *
   * @param werr the connection's first write error
   */
  shouldReuseConnection(werr: EoflabError | null): boolean {
    if (this.closeAfterReply || werr !== null) return false;
    const promised = this.contentLength;
    const toldLess =
      this.req.method !== "HEAD" &&
      promised !== -1 &&
      bodyAllowedForStatus(this.status) &&
      promised !== this.#written;
    return !toldLess;
  }

  /** Notes a field that the Trailer field announced (Go's declareTrailer). */
  declareTrailer(name: string): void {
    const key = canonicalHeaderKey(name);
    if (!forbiddenTrailers.has(key) && !key.startsWith("If-")) this.#trailers.push(key);
  }

  /** The trailers as text, `""` if there are none (Go's finalTrailers). */
  finalTrailers(): string {
    const trailers = new Header();
    for (const [name, values] of this.handlerHeader) {
      if (!name.startsWith(trailerPrefix)) continue;
      for (const value of values) trailers.add(name.slice(trailerPrefix.length), value);
    }
    for (const name of this.#trailers) {
      for (const value of this.handlerHeader.values(name)) trailers.add(name, value);
    }
    return trailers.format();
  }

  /** Moves the connection's read deadline (Go's (*response).SetReadDeadline). */
  setReadDeadline(at: number | null): void {
    this.#conn.rwc.setReadDeadline(at);
  }

  /** Moves the connection's write deadline (Go's (*response).SetWriteDeadline). */
  setWriteDeadline(at: number | null): void {
    this.#conn.rwc.setWriteDeadline(at);
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

const encoder = new TextEncoder();

/** Fields that must not be trailers (RFC 9110 §6.5.1, Go's httpguts.ValidTrailerHeader). */
const forbiddenTrailers: ReadonlySet<string> = new Set([
  "Authorization",
  "Cache-Control",
  "Connection",
  "Content-Encoding",
  "Content-Length",
  "Content-Range",
  "Content-Type",
  "Expect",
  "Host",
  "Keep-Alive",
  "Max-Forwards",
  "Pragma",
  "Proxy-Authenticate",
  "Proxy-Authorization",
  "Proxy-Connection",
  "Range",
  "Realm",
  "Te",
  "Trailer",
  "Transfer-Encoding",
  "Www-Authenticate",
]);

/** Whether bytes of a body follow the header, which must not be taken for the next request. */
function announcesBody(header: Header): boolean {
  return header.has("Transfer-Encoding") || !["", "0"].includes(header.get("Content-Length"));
}

function ignore(): void {}

/** Waits for a write or a flush, and gives its error instead of throwing it. */
async function failureOf(done: Promise<unknown>): Promise<WriteError | null> {
  try {
    await done;
    return null;
  } catch (err) {
    const { n, cause } = asWriteFailure(err);
    return new WriteError(n, cause);
  }
}

function bodyNotAllowed(): EoflabError {
  return new EoflabError(
    "BODY_NOT_ALLOWED",
    "http: request method or response status code does not allow body",
  );
}

function tooMuchWritten(): EoflabError {
  return new EoflabError("CONTENT_LENGTH", "http: wrote more than the declared Content-Length");
}
