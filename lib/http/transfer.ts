/**
 * How the body of a request is framed, from its header (RFC 9112 §6, Go's transfer.go). No sockets here.
 *
 * Where two parsers find different ends of one message, a request is smuggled from one to the other. So there is no
 * guessing here, but for what Go guesses:
 *  - Transfer-Encoding is `chunked`, said once and in one field, or the request is refused with 501. HTTP/1.0 has
 *    none: there the field is dropped unread (RFC 9112 §6.1)
 *  - several Content-Length fields must agree to the letter, and hold digits and nothing else
 *  - a chunked request's Content-Length is dropped, once it has been found to be a number (RFC 9112 §6.3)
 *
 * @module
 */

import { EoflabError } from "../errors.ts";
import { quote, quoteAll } from "../quote.ts";
import { canonicalHeaderKey, Header, trimBlanks } from "./header.ts";
import { anyHasElement, equalFold, headerElements, parseDecimal } from "./tokens.ts";

/** What a header says about the body behind it, and about the connection. */
export interface Transfer {
  readonly chunked: boolean;
  /** The length of the body in bytes; -1 if it is chunked. */
  readonly contentLength: number;
  /** The trailers that are announced, with no values yet. */
  readonly trailer: Header;
  /** Whether the connection ends with this message. */
  readonly close: boolean;
}

/**
 * Reads how a request is framed, and takes out of the header what is about the framing alone: Transfer-Encoding, a
 * chunked request's Content-Length and its Trailer (Go's readTransfer).
 *
 * @throws EoflabError UNSUPPORTED_TRANSFER_ENCODING; BAD_REQUEST with Go's words
 */
export function readTransfer(header: Header, protoMajor: number, protoMinor: number): Transfer {
  const close = shouldClose(header, protoMajor, protoMinor);
  const is11 = protoMajor > 1 || (protoMajor === 1 && protoMinor >= 1);
  const chunked = takeTransferEncoding(header, is11);
  const length = readContentLength(header);
  if (chunked) header.delete("Content-Length");
  const trailer = chunked ? takeTrailer(header) : new Header();
  return { chunked, contentLength: chunked ? -1 : (length ?? 0), trailer, close };
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
function takeTransferEncoding(header: Header, is11: boolean): boolean {
  if (!header.has("Transfer-Encoding")) return false;
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

/** The names that the Trailer field announces (Go's fixTrailer). */
function takeTrailer(header: Header): Header {
  const trailer = new Header();
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
  return new EoflabError("BAD_REQUEST", message);
}
