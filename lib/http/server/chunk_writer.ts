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
import { formatHttpDate } from "../date.ts";
import type { Header } from "../header.ts";
import { detectContentType } from "../sniff.ts";
import { bodyAllowedForStatus, statusText } from "../status.ts";
import type { Response } from "./response.ts";
import { hasToken, headerElements } from "./tokens.ts";

/** A field of this prefix, set in `w.header` while the body is written, is sent as a trailer (Go's TrailerPrefix). */
export const trailerPrefix = "Trailer:";

const crlf = "\r\n";

/** Decides the header of an answer and frames its body. */
export class ChunkWriter implements Writer {
  /** The header as it was when the handler called writeHeader; `null` if the handler never asked for it. */
  header: Header | null = null;
  /** Whether the header has gone to conn.bufw; set at the first byte, or at the end. */
  wroteHeader = false;
  /** Whether the body is chunked; decided with the header. */
  chunking = false;
  readonly #res: Response;
  readonly #bufw: BufioWriter;

  constructor(res: Response, bufw: BufioWriter) {
    this.#res = res;
    this.#bufw = bufw;
  }

  /** Takes a piece of the body from response.w; sends the header before the first. */
  async write(p: Uint8Array): Promise<number> {
    const { trace, connId, req } = this.#res;
    trace?.emit("response.w.flush", connId, { bytes: p.length });
    if (!this.wroteHeader) await this.#writeHeader(p);
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
    this.#reportFill(p);
    return n;
  }

  /** Sends what conn.bufw holds, after the header if that has not gone yet. */
  async flush(): Promise<void> {
    if (!this.wroteHeader) await this.#writeHeader(noBytes);
    await this.#bufw.flush();
  }

  /**
   * The body has ended: sends the header if there was no body, and the last chunk with the trailers if it was
   * chunked. Nobody is told about an error here: conn.bufw keeps it.
   */
  async close(): Promise<void> {
    try {
      if (!this.wroteHeader) await this.#writeHeader(noBytes);
      if (!this.chunking) return;
      const { trace, connId } = this.#res;
      trace?.emit("chunkWriter.close", connId, {});
      const last = `0\r\n${this.#res.finalTrailers()}\r\n`;
      await this.#bufw.writeString(last);
      this.#reportFill(last);
    } catch (err) {
      ignoreWriteError(err);
    }
  }

  /**
   * Decides the header and gives it to conn.bufw. An error is not thrown on: conn.bufw keeps it, and the write
   * of the body that follows meets it (as in Go, where writeHeader ignores what bufw.Write returns).
   *
   * @param p the first piece of the body, or none
   */
  async #writeHeader(p: Uint8Array): Promise<void> {
    this.wroteHeader = true;
    const text = this.#decideHeader(p);
    if (text === "") return;
    const { trace, connId, status, contentLength } = this.#res;
    trace?.emit("chunkWriter.header", connId, {
      status,
      bytes: byteLength(text),
      framing: this.#framing(),
      contentLength: contentLength === -1 ? null : contentLength,
    });
    try {
      await this.#bufw.writeString(text);
      this.#reportFill(text);
    } catch (err) {
      ignoreWriteError(err);
    }
  }

  /** The status line and the header, by Go's rules and in Go's order. */
  #decideHeader(p: Uint8Array): string {
    const res = this.#res;
    const { req, status } = res;
    const isHead = req.method === "HEAD";
    const keepAlivesEnabled = res.keepAlivesEnabled();
    const header = this.header ?? res.handlerHeader;
    const exclude = new Set<string>();
    const extra: ExtraHeader = {};

    const hasTrailers = this.#declareTrailers(header, exclude);
    const te = header.get("Transfer-Encoding");

    // The handler is done and this is its first and only piece: its length is known. For HEAD, nothing written
    // may mean that the handler saw the method, so nothing is said.
    if (
      res.handlerDone &&
      !hasTrailers &&
      te === "" &&
      bodyAllowedForStatus(status) &&
      !header.has("Content-Length") &&
      (!isHead || p.length > 0)
    ) {
      res.contentLength = p.length;
      extra.contentLength = p.length;
    }

    if (res.wants10KeepAlive && keepAlivesEnabled) {
      if (header.get("Content-Length") !== "" && header.get("Connection") === "keep-alive") {
        res.closeAfterReply = false;
      }
    }

    let hasCl = res.contentLength !== -1;

    if (res.wants10KeepAlive && (isHead || hasCl || !bodyAllowedForStatus(status))) {
      if (!header.has("Connection")) extra.connection = "keep-alive";
    } else if (req.protoMinor < 1 || res.wantsClose) {
      res.closeAfterReply = true;
    }

    if (header.get("Connection") === "close" || !keepAlivesEnabled) res.closeAfterReply = true;

    if (bodyAllowedForStatus(status)) {
      const hasType = header.has("Content-Type");
      const hasEncoding = header.get("Content-Encoding") !== "";
      if (!hasEncoding && !hasType && te === "" && p.length > 0) extra.contentType = detectContentType(p);
    } else {
      for (const name of suppressedHeaders(status)) exclude.add(name);
    }

    if (!header.has("Date")) extra.date = formatHttpDate(res.clock.date());

    if (hasCl && te !== "" && te !== "identity") {
      res.log(
        `http: WriteHeader called with both Transfer-Encoding of "${te}" and a Content-Length of ${res.contentLength}`,
      );
      exclude.add("Content-Length");
      hasCl = false;
    }

    if (isHead || !bodyAllowedForStatus(status)) {
      exclude.add("Transfer-Encoding");
    } else if (hasCl) {
      exclude.add("Transfer-Encoding");
    } else if (req.protoMinor >= 1) {
      if (te === "identity") {
        res.closeAfterReply = true;
        exclude.add("Transfer-Encoding");
      } else {
        this.chunking = true;
        extra.transferEncoding = "chunked";
        if (te === "chunked") exclude.add("Transfer-Encoding");
      }
    } else {
      // HTTP/1.0 knows no chunks: the end of the connection is the end of the body.
      res.closeAfterReply = true;
      exclude.add("Transfer-Encoding");
    }
    if (this.chunking) exclude.add("Content-Length");

    const saysClose = this.header !== null && hasToken(this.header.get("Connection"), "close");
    const switchesProtocol =
      status === 101 && header.get("Upgrade") !== "" && hasToken(header.get("Connection"), "upgrade");
    if (res.closeAfterReply && (!keepAlivesEnabled || !saysClose) && !switchesProtocol) {
      exclude.add("Connection");
      if (req.protoMinor >= 1) extra.connection = "close";
    }

    const own = this.header === null ? "" : this.header.format(exclude);
    return statusLine(req.protoMinor >= 1, status) + own + formatExtra(extra) + crlf;
  }

  /** Notes which trailers the header announces, and hides the fields that stand for some. */
  #declareTrailers(header: Header, exclude: Set<string>): boolean {
    if (this.header === null) return false;
    let any = false;
    for (const [name] of header) {
      if (!name.startsWith(trailerPrefix)) continue;
      exclude.add(name);
      any = true;
    }
    for (const value of header.values("Trailer")) {
      any = true;
      for (const name of headerElements(value)) this.#res.declareTrailer(name);
    }
    return any;
  }

  /** How the client will find the end of the body (RFC 9112 §6.3). */
  #framing(): "content-length" | "chunked" | "until-close" | "none" {
    const { req, status, contentLength } = this.#res;
    if (req.method === "HEAD" || !bodyAllowedForStatus(status)) return "none";
    if (this.chunking) return "chunked";
    return contentLength === -1 ? "until-close" : "content-length";
  }

  #reportFill(added: string | Uint8Array): void {
    const { trace, connId } = this.#res;
    trace?.emit("conn.bufw.fill", connId, {
      bytes: byteLength(added),
      buffered: this.#bufw.buffered,
      available: this.#bufw.available,
    });
  }
}

/** What is added to the handler's own header, in the order in which it is sent (Go's extraHeader). */
interface ExtraHeader {
  date?: string;
  contentLength?: number;
  contentType?: string;
  connection?: string;
  transferEncoding?: string;
}

function formatExtra(extra: ExtraHeader): string {
  let text = "";
  if (extra.date !== undefined) text += `Date: ${extra.date}\r\n`;
  if (extra.contentLength !== undefined) text += `Content-Length: ${extra.contentLength}\r\n`;
  if (extra.contentType !== undefined) text += `Content-Type: ${extra.contentType}\r\n`;
  if (extra.connection !== undefined) text += `Connection: ${extra.connection}\r\n`;
  if (extra.transferEncoding !== undefined) text += `Transfer-Encoding: ${extra.transferEncoding}\r\n`;
  return text;
}

/** The status line (RFC 9112 §4); a code without a name gets Go's words for one. */
function statusLine(is11: boolean, code: number): string {
  const text = statusText(code);
  const proto = is11 ? "HTTP/1.1" : "HTTP/1.0";
  return text === "" ? `${proto} ${code} status code ${code}\r\n` : `${proto} ${code} ${text}\r\n`;
}

/** What an answer without a body does not say about one (Go's suppressedHeaders). */
function suppressedHeaders(code: number): readonly string[] {
  return code === 304
    ? ["Content-Type", "Content-Length", "Transfer-Encoding"]
    : ["Content-Length", "Transfer-Encoding"];
}

/** How many bytes go out for it. */
function byteLength(data: string | Uint8Array): number {
  return typeof data === "string" ? new TextEncoder().encode(data).length : data.length;
}

const noBytes = new Uint8Array(0);

/** For places where Go drops what bufw.Write returns; bufw keeps the error and its next caller meets it. */
function ignoreWriteError(err: unknown): void {
  asWriteFailure(err);
}
