/**
 * How the body of a message is framed, from its header (RFC 9112 §6, Go's transfer.go). No sockets here.
 *
 * Where two parsers find different ends of one message, a request is smuggled from one to the other. So there is no
 * guessing here, but for what Go guesses:
 *  - Transfer-Encoding is `chunked`, said once and in one field, or the message is refused (a request with 501).
 *    HTTP/1.0 has none: there the field is dropped unread (RFC 9112 §6.1)
 *  - several Content-Length fields must agree to the letter, and hold digits and nothing else
 *  - a chunked message's Content-Length is dropped, once it has been found to be a number (RFC 9112 §6.3)
 *
 * @module
 */

import { EoflabError } from "../errors.ts";
import { quote, quoteAll } from "../quote.ts";
import type { Framing } from "./body.ts";
import { canonicalHeaderKey, Header, trimBlanks } from "./header.ts";
import { bodyAllowedForStatus } from "./status.ts";
import { anyHasElement, equalFold, headerElements, parseDecimal } from "./tokens.ts";

/** What a header says about the body behind it, and about the connection. */
export interface Transfer {
  readonly framing: Framing;
  /** The length of the body in bytes; -1 if it is not known. For an answer to HEAD, what GET would have given. */
  readonly contentLength: number;
  /** `["chunked"]`, or none; also where there is no body, as in an answer to HEAD. */
  readonly transferEncoding: readonly string[];
  /** The trailers that are announced, with no values yet. */
  readonly trailer: Header;
  /** Whether the connection ends with this message. */
  readonly close: boolean;
}

/**
 * Reads how a request is framed, and takes out of the header what is about the framing alone: Transfer-Encoding, a
 * chunked request's Content-Length and its Trailer (Go's readTransfer).
 *
 * @throws EoflabError UNSUPPORTED_TRANSFER_ENCODING; BAD_FRAMING with Go's words
 */
export function readRequestTransfer(header: Header, protoMajor: number, protoMinor: number): Transfer {
  const close = shouldClose(header, protoMajor, protoMinor);
  const chunked = takeTransferEncoding(header, protoMajor, protoMinor);
  const length = readContentLength(header) ?? 0;
  const trailer = takeTrailer(header, chunked);
  if (chunked) header.delete("Content-Length");
  return {
    framing: chunked ? { kind: "chunked" } : { kind: "content-length", length },
    contentLength: chunked ? -1 : length,
    transferEncoding: codingsOf(chunked),
    trailer,
    close,
  };
}

/** What decides how an answer is framed, beside its header. */
export interface AnswerLine {
  /** The method of the request that it answers. */
  readonly method: string;
  readonly status: number;
  readonly protoMajor: number;
  readonly protoMinor: number;
}

/**
 * Reads how an answer is framed; what leaves the header is the same as for a request, and `Connection: close` too
 * (Go's readTransfer).
 *
 * @throws EoflabError UNSUPPORTED_TRANSFER_ENCODING; BAD_FRAMING with Go's words
 */
export function readAnswerTransfer(header: Header, line: AnswerLine): Transfer {
  const { method, status, protoMajor, protoMinor } = line;
  let close = shouldClose(header, protoMajor, protoMinor);
  if (
    close &&
    anyHasElement(header.values("Connection"), "close") &&
    !(protoMajor === 1 && protoMinor === 0)
  ) {
    header.delete("Connection");
  }
  const chunked = takeTransferEncoding(header, protoMajor, protoMinor);
  const declared = readContentLength(header);
  const hasBody = method !== "HEAD" && bodyAllowedForStatus(status);
  if (hasBody && chunked) header.delete("Content-Length");
  const length = hasBody ? (chunked ? -1 : (declared ?? -1)) : 0;
  const trailer = takeTrailer(header, chunked);
  const untilClose = length === -1 && !chunked;
  if (untilClose) close = true;
  let framing: Framing = { kind: "content-length", length };
  if (untilClose) framing = { kind: "until-close" };
  else if (!hasBody) framing = { kind: "none" };
  else if (chunked) framing = { kind: "chunked" };
  return {
    framing,
    contentLength: method === "HEAD" ? (declared ?? -1) : length,
    transferEncoding: codingsOf(chunked),
    trailer,
    close,
  };
}

function codingsOf(chunked: boolean): string[] {
  return chunked ? ["chunked"] : [];
}

/** Whether the connection ends with a message that has this header (Go's shouldClose). */
export function shouldClose(header: Header, protoMajor: number, protoMinor: number): boolean {
  if (protoMajor < 1) return true;
  const connection = header.values("Connection");
  const close = anyHasElement(connection, "close");
  if (protoMajor === 1 && protoMinor === 0) return close || !anyHasElement(connection, "keep-alive");
  return close;
}

/** Whether the body is chunked (Go's parseTransferEncoding). */
function takeTransferEncoding(header: Header, protoMajor: number, protoMinor: number): boolean {
  if (!header.has("Transfer-Encoding")) return false;
  const is11 = protoMajor > 1 || (protoMajor === 1 && protoMinor >= 1);
  const codings = header.values("Transfer-Encoding");
  header.delete("Transfer-Encoding");
  if (!is11) return false;
  if (codings.length !== 1) throw unsupported(`too many transfer encodings: ${quoteAll(codings)}`);
  const [coding = ""] = codings;
  if (!equalFold(coding, "chunked")) {
    throw unsupported(`unsupported transfer encoding: ${quote(coding)}`);
  }
  return true;
}

/** The length that is declared, `null` if none is (Go's fixLength). Of several that agree one stays. */
function readContentLength(header: Header): number | null {
  if (!header.has("Content-Length")) return null;
  const declared = header.values("Content-Length").map(trimBlanks);
  const [first = ""] = declared;
  if (declared.some((length) => length !== first)) {
    throw bad(
      `http: message cannot contain multiple Content-Length headers; got ${quoteAll(header.values("Content-Length"))}`,
    );
  }
  if (declared.length > 1) header.set("Content-Length", first);
  if (first === "") throw bad('invalid empty Content-Length ""');
  const length = parseDecimal(first);
  if (length === null) throw bad(`bad Content-Length ${quote(first)}`);
  return length;
}

/** The names that a chunked message's Trailer field announces (Go's fixTrailer). */
function takeTrailer(header: Header, chunked: boolean): Header {
  const trailer = new Header();
  if (!chunked) return trailer;
  for (const value of header.values("Trailer")) {
    for (const name of headerElements(value).map(canonicalHeaderKey)) {
      if (framingFields.has(name)) throw bad(`bad trailer key ${quote(name)}`);
      trailer.declare(name);
    }
  }
  header.delete("Trailer");
  return trailer;
}

/** What must be known before the body, and so must not come behind it. */
const framingFields: ReadonlySet<string> = new Set(["Transfer-Encoding", "Trailer", "Content-Length"]);

function unsupported(message: string): EoflabError {
  return new EoflabError("UNSUPPORTED_TRANSFER_ENCODING", message);
}

function bad(message: string): EoflabError {
  return new EoflabError("BAD_FRAMING", message);
}
