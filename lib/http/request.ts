/**
 * A request's line and header, from bytes (RFC 9112 §2 and §3, Go's readRequest). No sockets here: it reads
 * from a bufio.Reader, whatever is behind it.
 *
 * @module
 */

import type { Reader } from "../bufio/mod.ts";
import { EoflabError } from "../errors.ts";
import { type Header, validHeaderFieldName, validHeaderFieldValue } from "./header.ts";
import { readHeader, readLine } from "./read_header.ts";

/** The first line and the header of a request, as they were sent. */
export interface RequestHead {
  readonly method: string;
  /** The request-target, unchanged (Go's RequestURI). */
  readonly target: string;
  /** `HTTP/1.1` */
  readonly proto: string;
  readonly protoMajor: number;
  readonly protoMinor: number;
  /** The Host field; it is not in `header`. */
  readonly host: string;
  readonly header: Header;
}

/** A request that is refused: the server answers `status` and says why (Go's statusError). */
export class RefusedRequest extends EoflabError {
  override readonly name = "RefusedRequest";
  readonly status: 400 | 505;
  /** What is said after the status; empty where Go says nothing. */
  readonly reason: string;

  constructor(status: 400 | 505, reason: string, detail = reason) {
    super("BAD_REQUEST", detail);
    this.status = status;
    this.reason = reason;
  }
}

/**
 * Reads the next request's line and header.
 *
 * @returns `null` when the stream ends before its first byte
 * @throws RefusedRequest; BAD_HEADER; UNEXPECTED_EOF when the stream ends in the middle; whatever the reader throws
 */
export async function readRequestHead(br: Reader): Promise<RequestHead | null> {
  const first = await readLine(br);
  if (first === null) return null;
  const { method, target, proto } = parseRequestLine(first);
  const version = parseHttpVersion(proto);
  if (version === null) throw new RefusedRequest(400, "", `malformed HTTP version ${quote(proto)}`);
  const header = await readHeader(br);
  const [protoMajor, protoMinor] = version;
  if (protoMajor !== 1) throw new RefusedRequest(505, "unsupported protocol version");
  const host = checkHost(header, method, protoMinor);
  checkFields(header);
  header.delete("Host");
  return { method, target, proto, protoMajor, protoMinor, host, header };
}

/** `GET / HTTP/1.1` in its three parts (Go's parseRequestLine). */
function parseRequestLine(line: string): { method: string; target: string; proto: string } {
  const [, method, target, proto] = /^([^ ]*) ([^ ]*) (.*)$/s.exec(line) ?? [];
  if (method === undefined || target === undefined || proto === undefined) {
    throw new RefusedRequest(400, "", `malformed HTTP request ${quote(line)}`);
  }
  if (!validHeaderFieldName(method)) throw new RefusedRequest(400, "", `invalid method ${quote(method)}`);
  if (target === "") throw new RefusedRequest(400, "", `parse ${quote(target)}: empty url`);
  return { method, target, proto };
}

/** `HTTP/1.1` as two numbers, each one digit (Go's ParseHTTPVersion). */
export function parseHttpVersion(proto: string): [major: number, minor: number] | null {
  const match = /^HTTP\/(\d)\.(\d)$/.exec(proto);
  return match === null ? null : [Number(match[1]), Number(match[2])];
}

/** The host that is asked for; HTTP/1.1 must name it (RFC 9112 §3.2). */
function checkHost(header: Header, method: string, protoMinor: number): string {
  const hosts = header.values("Host");
  if (protoMinor >= 1 && hosts.length === 0 && method !== "CONNECT") {
    throw new RefusedRequest(400, "missing required Host header");
  }
  if (hosts.length > 1) throw new RefusedRequest(400, "", "too many Host headers");
  const host = hosts[0] ?? "";
  if (!/^[!$%&'()*+,\-.:;=@[\]_~0-9A-Za-z]*$/.test(host)) {
    throw new RefusedRequest(400, "malformed Host header");
  }
  return host;
}

function checkFields(header: Header): void {
  for (const [, values] of header) {
    if (!values.every(validHeaderFieldValue)) throw new RefusedRequest(400, "invalid header value");
  }
}

function quote(text: string): string {
  return JSON.stringify(text);
}
