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

import type { Writer as BufioWriter } from "../../bufio/mod.ts";
import { asWriteFailure, WriteError } from "../../errors.ts";
import type { Writer } from "../../io.ts";
import { encodeText } from "../../utf8.ts";
import { Header } from "../header.ts";
import { AnswerHeader } from "./answer_header.ts";
import { ExpectContinueReader } from "./expect_continue_reader.ts";
import type { Response } from "./response.ts";
import { discardUnreadBody } from "./unread_body.ts";

/** Decides the header of an answer and frames its body. */
export class ChunkWriter implements Writer {
  /** The header as it was when the handler called writeHeader; `null` if the handler never asked for it. */
  header: Header | null = null;
  /** Whether the body is chunked; decided with the header. */
  chunking = false;
  readonly #res: Response;
  readonly #bufw: BufioWriter;
  /** The sending of the header to conn.bufw; begins at the first byte, or at the end. Whoever writes waits for it. */
  #headerSent: Promise<void> | null = null;

  constructor(res: Response, bufw: BufioWriter) {
    this.#res = res;
    this.#bufw = bufw;
  }

  /** Whether the header is decided, or about to be: what the handler sets now is too late. */
  get wroteHeader(): boolean {
    return this.#headerSent !== null;
  }

  /** Takes a piece of the body from response.w; sends the header before the first. */
  async write(p: Uint8Array): Promise<number> {
    const { trace, connId, req } = this.#res;
    trace?.emit("response.w.flush", connId, { bytes: p.length });
    await this.#sendHeader(p);
    if (req.method === "HEAD") return p.length;
    trace?.emit("chunkWriter.write", connId, { bytes: p.length, chunked: this.chunking });
    // How many bytes of p were taken: the lines around a chunk do not count.
    let n = 0;
    try {
      if (this.chunking) await this.#bufw.writeString(p.length.toString(16) + crlf);
      n = await this.#bufw.write(p).catch((err) => {
        n = asWriteFailure(err).n;
        throw err;
      });
      if (this.chunking) await this.#bufw.writeString(crlf);
    } catch (err) {
      this.#res.closeConn();
      throw new WriteError(n, asWriteFailure(err).cause);
    }
    this.#reportFill(p.length);
    return n;
  }

  /** Sends what conn.bufw holds, after the header if that has not gone yet. */
  async flush(): Promise<void> {
    await this.#sendHeader(noBytes);
    await this.#bufw.flush();
  }

  /**
   * The body has ended: sends the header if there was no body, and the last chunk with the trailers if it was
   * chunked. Nobody is told about an error here: conn.bufw keeps it.
   */
  async close(): Promise<void> {
    try {
      await this.#sendHeader(noBytes);
      if (!this.chunking) return;
      const { trace, connId } = this.#res;
      trace?.emit("chunkWriter.close", connId, {});
      this.#reportFill(await this.#bufw.writeString(`0\r\n${this.#res.finalTrailers()}\r\n`));
    } catch (err) {
      ignoreWriteError(err);
    }
  }

  /** @param p the first piece of the body, or none */
  #sendHeader(p: Uint8Array): Promise<void> {
    this.#headerSent ??= this.#writeHeader(p);
    return this.#headerSent;
  }

  /**
   * Decides the header and gives it to conn.bufw. An error is not thrown on: conn.bufw keeps it, and the write
   * of the body that follows meets it (as in Go, where writeHeader ignores what bufw.Write returns).
   */
  async #writeHeader(p: Uint8Array): Promise<void> {
    const res = this.#res;
    this.header ??= new Header();
    const decision = new AnswerHeader(res, this.header, p);
    decision.decideReuse();
    const { body } = res.req;
    if (body instanceof ExpectContinueReader && !body.sawEof) res.closeAfterReply = true;
    if (res.req.contentLength !== 0 && !res.closeAfterReply && !res.fullDuplex) {
      const outcome = await discardUnreadBody(body, res.reqBody);
      if (outcome !== "read") res.closeAfterReply = true;
      if (outcome === "too big") {
        res.requestTooLarge();
        decision.sayClose();
      }
    }
    const text = decision.format();
    this.chunking = decision.chunking;
    const { trace, connId, status, contentLength } = res;
    trace?.emit("chunkWriter.header", connId, {
      status,
      bytes: encodeText(text).length,
      framing: decision.framing,
      contentLength: contentLength === -1 ? null : contentLength,
    });
    try {
      this.#reportFill(await this.#bufw.writeString(text));
    } catch (err) {
      ignoreWriteError(err);
    }
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
