/**
 * An answer, from bytes (RFC 9112 §4 and §6.3, Go's ReadResponse). No sockets here.
 *
 * @module
 */

import type { Reader as BufioReader } from "../../bufio/mod.ts";
import { EoflabError, unexpectedEof } from "../../errors.ts";
import { quote } from "../../quote.ts";
import { type Body, makeBody } from "../body.ts";
import type { Header } from "../header.ts";
import { readHeader, readLine } from "../read_header.ts";
import { fixPragmaCacheControl, parseHttpVersion } from "../request.ts";
import { readAnswerTransfer } from "../transfer.ts";
import type { ClientRequest } from "./request.ts";

/** An answer whose body is still to be read (Go's http.Response). */
export interface ClientResponse {
  /** `200` */
  readonly status: number;
  /** `200 OK` (Go's Response.Status). */
  readonly statusLine: string;
  /** `HTTP/1.1` */
  readonly proto: string;
  readonly protoMajor: number;
  readonly protoMinor: number;
  /** The fields, without those that are about the framing alone. */
  readonly header: Header;
  /** The length of the body in bytes, -1 if it is not known. For HEAD, what GET would have given. */
  readonly contentLength: number;
  /** `["chunked"]`, or none. */
  readonly transferEncoding: readonly string[];
  /**
   * The body. Read it to its end, or close it: until then its connection serves nobody else. After 101 it is a
   * SwitchedBody: the connection itself.
   */
  readonly body: Body;
  /** The trailers, once `body.read` has returned `null`. */
  readonly trailer: Header;
  /** Whether the server ends the connection with this answer. */
  readonly close: boolean;
  /** Whether the body came compressed, unasked for by the caller, and was uncompressed. */
  readonly uncompressed: boolean;
  /** The request that was answered: after redirects, the last one. */
  readonly request: ClientRequest;
}

/**
 * Reads the next answer, be it an informational one.
 *
 * @param request decides whether there is a body
 * @throws EoflabError UNEXPECTED_EOF when the stream ends in the middle; BAD_RESPONSE, BAD_HEADER, BAD_FRAMING,
 *   UNSUPPORTED_TRANSFER_ENCODING with Go's words; what the reader throws
 */
export async function readResponse(br: BufioReader, request: ClientRequest): Promise<ClientResponse> {
  const line = await readLine(br);
  if (line === null) throw unexpectedEof();
  const { proto, statusLine, status } = parseStatusLine(line);
  const version = parseHttpVersion(proto);
  if (version === null) throw bad("malformed HTTP version", proto);
  const [protoMajor, protoMinor] = version;
  const header = await readHeader(br);
  fixPragmaCacheControl(header);
  const { method } = request;
  const transfer = readAnswerTransfer(header, { method, status, protoMajor, protoMinor });
  const { framing, contentLength, transferEncoding, trailer, close } = transfer;
  return {
    status,
    statusLine,
    proto,
    protoMajor,
    protoMinor,
    header,
    contentLength,
    transferEncoding,
    body: makeBody(br, framing, { trailer, closing: close }),
    trailer,
    close,
    uncompressed: false,
    request,
  };
}

/** `HTTP/1.1 200 OK` in its parts; the words may be missing (RFC 9112 §4). */
function parseStatusLine(line: string): { proto: string; statusLine: string; status: number } {
  const blank = line.indexOf(" ");
  if (blank === -1) throw bad("malformed HTTP response", line);
  const statusLine = line.slice(blank + 1).replace(/^ +/, "");
  const [code = ""] = statusLine.split(" ", 1);
  // Go's Atoi takes a sign, and three characters it must be.
  if (!/^(?:[0-9]{3}|\+[0-9]{2}|-00)$/.test(code)) throw bad("malformed HTTP status code", code);
  return { proto: line.slice(0, blank), statusLine, status: Math.abs(Number(code)) };
}

function bad(what: string, text: string): EoflabError {
  return new EoflabError("BAD_RESPONSE", `${what} ${quote(text)}`);
}
