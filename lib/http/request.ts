/**
 * A request, from bytes (RFC 9112 §2 to §6, Go's readRequest). No sockets here: it reads from a bufio.Reader,
 * whatever is behind it.
 *
 * The order in which things are looked at is Go's, as it decides which of two mistakes is answered: the request
 * line, the method, the version, the target; the fields, each as it comes; the Host field; how the body is framed.
 * Only then whether the version is one that this server speaks, and whether a Host was named at all.
 *
 * @module
 */

import type { Reader } from "../bufio/mod.ts";
import { EoflabError, is } from "../errors.ts";
import { after, type MaybePromise } from "../io.ts";
import { quote } from "../quote.ts";
import { type Body, makeBody } from "./body.ts";
import { type Header, validHeaderFieldName } from "./header.ts";
import { bufferedHead, isMalformed, plainFields, readHeader, readLine } from "./read_header.ts";
import { readRequestTransfer } from "./transfer.ts";
import { parseRequestUri, type Url } from "./url.ts";

/** A request's line and header, and its body, which is still to be read. */
export interface IncomingRequest {
  readonly method: string;
  /** The request-target, unchanged (Go's RequestURI). */
  readonly target: string;
  /** The target, parsed. That of a CONNECT is a host alone. */
  readonly url: Url;
  /** `HTTP/1.1` */
  readonly proto: string;
  readonly protoMajor: number;
  readonly protoMinor: number;
  /** The host that is asked for: the target's, or else the Host field's. */
  readonly host: string;
  /** The fields; without Host, and without those that are about the framing alone. */
  readonly header: Header;
  /** The length of the body in bytes, -1 if it is not known. */
  readonly contentLength: number;
  /** `["chunked"]`, or none. */
  readonly transferEncoding: readonly string[];
  /** The trailers: the announced names, and the values once the body has been read. */
  readonly trailer: Header;
  /** Whether the client wants the connection to end after the answer. */
  readonly close: boolean;
  /** Whether this is the preface of HTTP/2, which Go passes on to the handler (Go's isH2Upgrade). */
  readonly isH2Preface: boolean;
  readonly body: Body;
}

/** A request that is refused with a status and a reason (Go's statusError). */
export class RefusedRequest extends EoflabError {
  override readonly name = "RefusedRequest";
  readonly status: 400 | 505;
  /** What is said after the status. */
  readonly reason: string;

  constructor(status: 400 | 505, reason: string) {
    super("BAD_REQUEST", reason);
    this.status = status;
    this.reason = reason;
  }
}

/**
 * Reads the next request up to its body.
 *
 * @returns `null` when the stream ends before the first line does
 * @throws RefusedRequest; BAD_REQUEST, BAD_URL, BAD_HEADER, BAD_FRAMING, UNSUPPORTED_TRANSFER_ENCODING; UNEXPECTED_EOF when the
 *   stream ends in the header; whatever the reader throws
 */
export function readRequest(br: Reader): MaybePromise<IncomingRequest | null> {
  return after(br.fillTo(1), (begins) => (begins ? readBegun(br) : null));
}

/** At least one byte is there; mostly the whole head is. */
function readBegun(br: Reader): MaybePromise<IncomingRequest | null> {
  const head = bufferedHead(br);
  const fields = head === null ? null : plainFields(head.lines, 1);
  if (head === null || fields === null) return readLineByLine(br);
  br.discardBuffered(head.bytes);
  try {
    return makeRequest(br, parseRequestLine(head.lines[0] ?? ""), fields, true);
  } catch (err) {
    return Promise.reject(err);
  }
}

/** The way of a head that has not come whole, or of one whose lines are not all plain fields. */
async function readLineByLine(br: Reader): Promise<IncomingRequest | null> {
  const first = await readLine(br);
  if (first === null) return null;
  const line = parseRequestLine(first);
  return makeRequest(br, line, await readHeader(br), false);
}

/** @param areTokens whether the fields' names are known to be tokens */
function makeRequest(br: Reader, line: RequestLine, header: Header, areTokens: boolean): IncomingRequest {
  const { method, target, url, proto, protoMajor, protoMinor } = line;
  const hosts = header.values("Host");
  if (hosts.length > 1) throw bad("too many Host headers");
  fixPragmaCacheControl(header);
  const transfer = readRequestTransfer(header, protoMajor, protoMinor);
  const { framing, contentLength, transferEncoding, trailer, close } = transfer;
  const isH2Preface = method === "PRI" && header.size === 0 && url.path === "*" && proto === "HTTP/2.0";
  checkSupported(protoMajor, isPri(line));
  if (protoMinor >= 1 || protoMajor > 1) {
    if (hosts.length === 0 && !isH2Preface && method !== "CONNECT") {
      throw new RefusedRequest(400, "missing required Host header");
    }
  }
  const hostField = hosts[0] ?? "";
  if (!validHost.test(hostField)) throw new RefusedRequest(400, "malformed Host header");
  if (!areTokens) checkNames(header);
  header.delete("Host");
  return {
    method,
    target,
    url,
    proto,
    protoMajor,
    protoMinor,
    host: url.host || hostField,
    header,
    contentLength: isH2Preface ? -1 : contentLength,
    transferEncoding,
    trailer,
    close: close || isH2Preface,
    isH2Preface,
    body: makeBody(br, framing, { trailer, closing: close }),
  };
}

/** A name with a blank in it is read as one, and refused here (Go issue 34540). */
function checkNames(header: Header): void {
  for (const [name] of header) {
    if (!validHeaderFieldName(name)) throw new RefusedRequest(400, "invalid header name");
  }
}

/** What the first line of a request says. */
type RequestLine = Pick<IncomingRequest, "method" | "target" | "url" | "proto" | "protoMajor" | "protoMinor">;

/** `GET / HTTP/1.1` in its three parts (Go's parseRequestLine). */
function parseRequestLine(line: string): RequestLine {
  const methodEnd = line.indexOf(" ");
  const targetEnd = line.indexOf(" ", methodEnd + 1);
  if (methodEnd === -1 || targetEnd === -1) throw bad(`malformed HTTP request ${quote(line)}`);
  const method = line.slice(0, methodEnd);
  if (!validHeaderFieldName(method)) throw bad(`invalid method ${quote(method)}`);
  const target = line.slice(methodEnd + 1, targetEnd);
  const proto = line.slice(targetEnd + 1);
  const [protoMajor, protoMinor] = parseVersion(proto);
  return { method, target, url: parseTarget(method, target), proto, protoMajor, protoMinor };
}

function parseVersion(proto: string): readonly [major: number, minor: number] {
  const version = parseHttpVersion(proto);
  if (version === null) throw bad(`malformed HTTP version ${quote(proto)}`);
  return version;
}

/** `HTTP/1.1` as two numbers, each one digit (Go's ParseHTTPVersion). */
export function parseHttpVersion(proto: string): readonly [major: number, minor: number] | null {
  if (proto === "HTTP/1.1") return http11;
  const match = /^HTTP\/([0-9])\.([0-9])$/.exec(proto);
  return match === null ? null : [Number(match[1]), Number(match[2])];
}

/** What nearly every message is. */
const http11 = [1, 1] as const;

/** The target as a URL. A CONNECT names a host and a port and nothing else (RFC 9112 §3.2.3). */
function parseTarget(method: string, target: string): Url {
  if (method !== "CONNECT" || target.startsWith("/")) return parseRequestUri(target);
  const url = parseRequestUri(`http://${target}`);
  url.scheme = "";
  return url;
}

/**
 * What a cache of HTTP/1.0 is told, said in the words of HTTP/1.1 (RFC 9111 §5.4, Go's fixPragmaCacheControl).
 */
export function fixPragmaCacheControl(header: Header): void {
  if (header.values("Pragma")[0] === "no-cache" && !header.has("Cache-Control"))
    header.set("Cache-Control", "no-cache");
}

/** Whether the line is the one that HTTP/2 begins with (RFC 9113 §3.4). */
function isPri({ method, target, protoMajor, protoMinor }: RequestLine): boolean {
  return method === "PRI" && target === "*" && protoMajor === 2 && protoMinor === 0;
}

/** Refuses what is not HTTP/1.x (Go's http1ServerSupportsRequest). */
function checkSupported(protoMajor: number, isPreface: boolean): void {
  if (protoMajor !== 1 && !isPreface) throw new RefusedRequest(505, "unsupported protocol version");
}

/** What a Host field may consist of (Go's httpguts.ValidHostHeader), which is more than a host may. */
const validHost = /^[!$%&'()*+,\-.:;=[\]_~0-9A-Za-z]*$/;

function bad(message: string): EoflabError {
  return new EoflabError("BAD_REQUEST", message);
}

/** Whether an error of `readRequest` is the client's mistake, and not that of a connection that failed. */
export function isBadRequest(err: unknown): boolean {
  return is(err, "BAD_REQUEST") || is(err, "BAD_URL") || is(err, "BAD_FRAMING") || isMalformed(err);
}
