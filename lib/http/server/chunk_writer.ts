/**
 * Step 3 of a byte's way: chunkWriter.
 *
 * response.w writes to it, and it writes to conn.bufw. At the first byte (or at the end, if there is none) it
 * decides the header: by then up to 2048 bytes of the body are known, so a body that ends within them gets a
 * Content-Length, and one that does not is chunked. It then frames each piece that it is given.
 *
 * Go: net/http server.go chunkWriter, (*chunkWriter).writeHeader. RFC 9112 §6 and §7.1.
 *
 * @module
 */

import type { DirectWriter } from "../../bufio/mod.ts";
import { asWriteFailure, heard, WriteError } from "../../errors.ts";
import type { MaybePromise, Writer } from "../../io.ts";
import { encodeText } from "../../utf8.ts";
import { Header } from "../header.ts";
import { AnswerHeader } from "./answer_header.ts";
import { ExpectContinueReader } from "./expect_continue_reader.ts";
import type { Response } from "./response.ts";
import { discardUnreadBody, wasRead } from "./unread_body.ts";

/** Decides the header of an answer and frames its body. */
export class ChunkWriter implements Writer {
  /** The header as it was when the handler called writeHeader; `null` if the handler never asked for it. */
  header: Header | null = null;
  /** Whether the body is chunked; decided with the header. */
  chunking = false;
  readonly #res: Response;
  readonly #bufw: DirectWriter;
  /** Whether the header is decided, or about to be: what the handler sets now is too late. */
  #wroteHeader = false;
  /** The sending of the header to conn.bufw, while it has to wait for the rest of the request's body. */
  #sending: Promise<void> | null = null;

  constructor(res: Response, bufw: DirectWriter) {
    this.#res = res;
    this.#bufw = bufw;
  }

  get wroteHeader(): boolean {
    return this.#wroteHeader;
  }

  /** Takes a piece of the body from response.w; sends the header before the first. */
  write(p: Uint8Array): MaybePromise<number> {
    const { trace, connId } = this.#res;
    trace?.emit("response.w.flush", connId, { bytes: p.length });
    const sent = this.#sendHeader(p);
    return sent === null ? this.#writeBody(p) : sent.then(() => this.#writeBody(p));
  }

  #writeBody(p: Uint8Array): MaybePromise<number> {
    const { trace, connId, req } = this.#res;
    if (req.method === "HEAD") return p.length;
    trace?.emit("chunkWriter.write", connId, { bytes: p.length, chunked: this.chunking });
    // conn.bufw keeps the order, and its first error: so nothing is waited for between the lines around a chunk and it.
    if (this.chunking) void heard(this.#bufw.writeString(p.length.toString(16) + crlf));
    const n = this.#bufw.write(p);
    const end = this.chunking ? this.#bufw.writeString(crlf) : 0;
    if (typeof n !== "number" || typeof end !== "number") return this.#taken(n, end);
    this.#reportFill(n);
    return n;
  }

  /**
   * Waits for a piece of the body.
   *
   * @param n how many bytes of it were taken: the lines around a chunk do not count
   * @param end the line behind the chunk
   */
  async #taken(n: MaybePromise<number>, end: MaybePromise<number>): Promise<number> {
    void heard(end);
    let taken = 0;
    try {
      taken = await n;
      await end;
    } catch (err) {
      const { n: before, cause } = asWriteFailure(err);
      this.#res.closeConn();
      throw new WriteError(taken === 0 ? before : taken, cause);
    }
    this.#reportFill(taken);
    return taken;
  }

  /** Sends what conn.bufw holds, after the header if that has not gone yet. */
  flush(): MaybePromise<void> {
    const sent = this.#sendHeader(noBytes);
    return sent === null ? this.#bufw.flush() : sent.then(() => this.#bufw.flush());
  }

  /**
   * The body has ended: sends the header if there was no body, and the last chunk with the trailers if it was
   * chunked. Nobody is told about an error here: conn.bufw keeps it.
   */
  close(): MaybePromise<void> {
    const sent = this.#sendHeader(noBytes);
    return sent === null ? this.#endChunks() : sent.then(() => this.#endChunks());
  }

  #endChunks(): MaybePromise<void> {
    if (!this.chunking) return;
    const { trace, connId } = this.#res;
    trace?.emit("chunkWriter.close", connId, {});
    return this.#give(`0\r\n${this.#res.finalTrailers()}\r\n`);
  }

  /**
   * Sends the header, if that was not done yet.
   *
   * @param p the first piece of the body, or none
   * @returns `null` when conn.bufw has it
   */
  #sendHeader(p: Uint8Array): Promise<void> | null {
    if (this.#wroteHeader) return this.#sending;
    this.#wroteHeader = true;
    const sending = this.#writeHeader(p);
    if (!(sending instanceof Promise)) return null;
    this.#sending = sending.then(() => {
      this.#sending = null;
    });
    return this.#sending;
  }

  /** Decides the header and gives it to conn.bufw. */
  #writeHeader(p: Uint8Array): MaybePromise<void> {
    const res = this.#res;
    this.header ??= new Header();
    const decision = new AnswerHeader(res, this.header, p);
    decision.decideReuse();
    const { body } = res.req;
    if (body instanceof ExpectContinueReader && !body.sawEof) res.closeAfterReply = true;
    const mayBeUnread = res.req.contentLength !== 0 && !wasRead(body, res.reqBody);
    if (mayBeUnread && !res.closeAfterReply && !res.fullDuplex) {
      return this.#discardBody(decision).then(() => this.#giveHeader(decision));
    }
    return this.#giveHeader(decision);
  }

  /** What the handler left of the request's body decides, too. */
  async #discardBody(decision: AnswerHeader): Promise<void> {
    const res = this.#res;
    const outcome = await discardUnreadBody(res.req.body, res.reqBody);
    if (outcome !== "read") res.closeAfterReply = true;
    if (outcome === "too big") {
      res.requestTooLarge();
      decision.sayClose();
    }
  }

  #giveHeader(decision: AnswerHeader): MaybePromise<void> {
    const text = decision.format();
    this.chunking = decision.chunking;
    const { trace, connId, status, contentLength } = this.#res;
    trace?.emit("chunkWriter.header", connId, {
      status,
      bytes: encodeText(text).length,
      framing: decision.framing,
      contentLength: contentLength === -1 ? null : contentLength,
    });
    return this.#give(text);
  }

  /**
   * Gives lines to conn.bufw. An error is not thrown on: conn.bufw keeps it, and the write that follows meets it (as
   * in Go, where writeHeader ignores what bufw.Write returns).
   */
  #give(text: string): MaybePromise<void> {
    const n = this.#bufw.writeString(text);
    if (typeof n === "number") this.#reportFill(n);
    else return n.then((taken) => this.#reportFill(taken), ignoreWriteError);
  }

  #reportFill(bytes: number): void {
    const { trace, connId } = this.#res;
    trace?.emit("conn.bufw.fill", connId, {
      bytes,
      buffered: this.#bufw.buffered,
      available: this.#bufw.available,
    });
  }
}

const crlf = "\r\n";

const noBytes = new Uint8Array(0);

/** For places where Go drops what bufw.Write returns; bufw keeps the error and its next caller meets it. */
function ignoreWriteError(err: unknown): void {
  asWriteFailure(err);
}
