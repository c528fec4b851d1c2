/**
 * The header of an answer: how its body is framed and whether the connection goes on, by Go's rules and in Go's
 * order. No sockets here, and no writing: text comes out.
 *
 * It is decided in two steps, because between them the server may have to read what the client is still sending:
 *  1. `decideReuse`: is the length known, and does the connection end with this answer?
 *  2. `format`: which fields are sent, and is the body chunked?
 *
 * RFC 9112 §6 (framing) and §9.3 (persistence); Go: net/http server.go (*chunkWriter).writeHeader.
 *
 * @module
 */

import type { Clock } from "../../clock.ts";
import { quote } from "../../quote.ts";
import { formatHttpDate } from "../date.ts";
import type { Header } from "../header.ts";
import { detectContentType } from "../sniff.ts";
import { bodyAllowedForStatus, statusText } from "../status.ts";
import { anyHasElement, hasToken, headerElements } from "../tokens.ts";
import { trailerPrefix } from "./trailers.ts";

/** What the header depends on, and what it decides. */
export interface Answer {
  readonly method: string;
  /** Whether the client speaks HTTP/1.1, and so understands chunks. */
  readonly is11: boolean;
  readonly status: number;
  /** An HTTP/1.0 client asked to keep the connection. */
  readonly wants10KeepAlive: boolean;
  /** The client asked to end the connection. */
  readonly wantsClose: boolean;
  /** Whether the handler has returned, so that the first piece of the body is all of it. */
  readonly handlerDone: boolean;
  readonly clock: Clock;
  /** The declared length of the body, or -1; set by decideReuse when it can be counted. */
  contentLength: number;
  /** Whether the connection ends with this answer. */
  closeAfterReply: boolean;
  /** Whether the server keeps connections (Go's doKeepAlives). */
  keepAlivesEnabled(): boolean;
  /** Notes a field that the Trailer field announces. */
  declareTrailer(name: string): void;
  /** Writes a line to the server's error log. */
  log(line: string): void;
}

/** The decision about one header. */
export class AnswerHeader {
  readonly #answer: Answer;
  /** What the handler has set; fields leave it as they are decided against. */
  readonly #header: Header;
  /** The first piece of the body. */
  readonly #p: Uint8Array;
  /** What is added to the handler's own fields; filled in both steps. */
  readonly #extra: ExtraHeader = {};
  readonly #keepAlivesEnabled: boolean;
  /** The handler's Transfer-Encoding, `""` if it set none. */
  readonly #te: string;
  /** Names that are no fields but stand for trailers. */
  readonly #notSent: ReadonlySet<string>;
  /** Whether the body is chunked; set by format. */
  chunking = false;

  /**
   * @param answer what is known about it
   * @param header what the handler has set; it is changed
   * @param p the first piece of the body, or none
   */
  constructor(answer: Answer, header: Header, p: Uint8Array) {
    this.#answer = answer;
    this.#header = header;
    this.#p = p;
    this.#keepAlivesEnabled = answer.keepAlivesEnabled();
    this.#te = header.get("Transfer-Encoding");
    this.#notSent = trailerNames(header);
  }

  /** Decides, from the header alone, what the length is and whether the connection may go on. */
  decideReuse(): void {
    const answer = this.#answer;
    const header = this.#header;
    const isHead = answer.method === "HEAD";
    const allowed = bodyAllowedForStatus(answer.status);
    const hasTrailers = this.#declareTrailers();

    // The handler is done and this is its first and only piece: its length is known. For HEAD, nothing written
    // may mean that the handler saw the method, so nothing is said.
    const counted = answer.handlerDone && !hasTrailers && this.#te === "" && !header.has("Content-Length");
    if (counted && allowed && (!isHead || this.#p.length > 0)) {
      answer.contentLength = this.#p.length;
      this.#extra.contentLength = this.#p.length;
    }

    if (answer.wants10KeepAlive && this.#keepAlivesEnabled) {
      const sentLength = header.get("Content-Length") !== "";
      if (sentLength && header.get("Connection") === "keep-alive") answer.closeAfterReply = false;
    }

    if (answer.wants10KeepAlive && (isHead || answer.contentLength !== -1 || !allowed)) {
      if (!header.has("Connection")) this.#extra.connection = "keep-alive";
    } else if (!answer.is11 || answer.wantsClose) {
      answer.closeAfterReply = true;
    }

    if (header.get("Connection") === "close" || !this.#keepAlivesEnabled) answer.closeAfterReply = true;
  }

  /** The client sends more than anybody reads: the answer says that the connection ends, to HTTP/1.0 too. */
  sayClose(): void {
    this.#header.delete("Connection");
    this.#extra.connection = "close";
  }

  /** The status line and the header, with the empty line at the end. */
  format(): string {
    const answer = this.#answer;
    const { status } = answer;
    const header = this.#header;
    if (bodyAllowedForStatus(status)) {
      const known = header.has("Content-Type") || header.get("Content-Encoding") !== "" || this.#te !== "";
      if (!known && this.#p.length > 0) this.#extra.contentType = detectContentType(this.#p);
    } else {
      for (const name of suppressedHeaders(status)) header.delete(name);
    }
    if (!header.has("Date")) this.#extra.date = formatHttpDate(answer.clock.date());
    this.#decideFraming();
    this.#decideConnection();
    return statusLine(answer.is11, status) + header.format(this.#notSent) + formatExtra(this.#extra) + crlf;
  }

  /** How the client will find the end of the body (RFC 9112 §6.3). */
  get framing(): "content-length" | "chunked" | "until-close" | "none" {
    const { method, status, contentLength } = this.#answer;
    if (method === "HEAD" || !bodyAllowedForStatus(status)) return "none";
    if (this.chunking) return "chunked";
    return contentLength === -1 ? "until-close" : "content-length";
  }

  #decideFraming(): void {
    const answer = this.#answer;
    const header = this.#header;
    const te = this.#te;
    let hasLength = answer.contentLength !== -1;
    if (hasLength && te !== "" && te !== "identity") {
      answer.log(
        `http: WriteHeader called with both Transfer-Encoding of ${quote(te)} and a Content-Length of ${answer.contentLength}`,
      );
      header.delete("Content-Length");
      hasLength = false;
    }
    const hasBody = answer.method !== "HEAD" && bodyAllowedForStatus(answer.status);
    if (!hasBody || hasLength) {
      header.delete("Transfer-Encoding");
    } else if (!answer.is11) {
      // HTTP/1.0 knows no chunks: the end of the connection is the end of the body.
      answer.closeAfterReply = true;
      header.delete("Transfer-Encoding");
    } else if (te === "identity") {
      answer.closeAfterReply = true;
      header.delete("Transfer-Encoding");
    } else {
      this.chunking = true;
      this.#extra.transferEncoding = "chunked";
      if (te === "chunked") header.delete("Transfer-Encoding");
      header.delete("Content-Length");
    }
  }

  /** If the connection ends, the answer says so, unless the handler did, or changes the protocol. */
  #decideConnection(): void {
    const answer = this.#answer;
    const connection = this.#header.get("Connection");
    const switchesProtocol =
      answer.status === 101 &&
      this.#header.get("Upgrade") !== "" &&
      anyHasElement(this.#header.values("Connection"), "upgrade");
    if (!answer.closeAfterReply || switchesProtocol) return;
    if (this.#keepAlivesEnabled && hasToken(connection, "close")) return;
    this.#header.delete("Connection");
    if (answer.is11) this.#extra.connection = "close";
  }

  /** Notes which trailers the header announces. Whether there will be some. */
  #declareTrailers(): boolean {
    const announced = this.#header.values("Trailer");
    for (const value of announced) {
      for (const name of headerElements(value)) this.#answer.declareTrailer(name);
    }
    return announced.length > 0 || this.#notSent.size > 0;
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

const crlf = "\r\n";

function formatExtra(extra: ExtraHeader): string {
  let text = "";
  if (extra.date !== undefined) text += `Date: ${extra.date}\r\n`;
  if (extra.contentLength !== undefined) text += `Content-Length: ${extra.contentLength}\r\n`;
  if (extra.contentType !== undefined) text += `Content-Type: ${extra.contentType}\r\n`;
  if (extra.connection !== undefined) text += `Connection: ${extra.connection}\r\n`;
  if (extra.transferEncoding !== undefined) text += `Transfer-Encoding: ${extra.transferEncoding}\r\n`;
  return text;
}

/** The names that stand for trailers: hardly any answer has some. */
function trailerNames(header: Header): ReadonlySet<string> {
  let names: Set<string> | null = null;
  for (const [name] of header) {
    if (!name.startsWith(trailerPrefix)) continue;
    names ??= new Set();
    names.add(name);
  }
  return names ?? noNames;
}

const noNames: ReadonlySet<string> = new Set();

/** The status line (RFC 9112 §4); a code without a name gets Go's words for one. */
export function statusLine(is11: boolean, code: number): string {
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
