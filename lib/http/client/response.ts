/**
 * An answer, from bytes (RFC 9112 §4 and §6.3, Go's ReadResponse). No sockets here.
 *
 * @module
 */

import type { Reader as BufioReader } from "../../bufio/mod.ts";
import { EoflabError, is, unexpectedEof } from "../../errors.ts";
import { quote } from "../../quote.ts";
import type { Framing } from "../body.ts";
import type { Header } from "../header.ts";
import { readHeader, readLine } from "../read_header.ts";
import { parseHttpVersion } from "../request.ts";
import { bodyAllowedForStatus } from "../status.ts";

/** The status line and the header of an answer. */
export interface ResponseHead {
  readonly status: number;
  /** `200 OK` (Go's Response.Status). */
  readonly statusLine: string;
  /** `HTTP/1.1` */
  readonly proto: string;
  readonly header: Header;
  readonly framing: Framing;
}

/**
 * Reads the next final answer; what comes before it with a status of 1xx is passed over.
 *
 * @param method the request's, as an answer to HEAD has no body
 * @throws EoflabError UNEXPECTED_EOF when the stream ends in the middle; BAD_RESPONSE; BAD_HEADER
 */
export async function readResponseHead(br: BufioReader, method: string): Promise<ResponseHead> {
  for (let left = max1xxResponses; left >= 0; left--) {
    const head = await readOneHead(br, method);
    if (head.status < 100 || head.status > 199 || head.status === 101) return head;
  }
  throw bad("too many 1xx informational responses");
}

/** How many answers with 1xx are taken before the final one. */
const max1xxResponses = 5;

async function readOneHead(br: BufioReader, method: string): Promise<ResponseHead> {
  const line = await readLine(br);
  if (line === null) throw unexpectedEof();
  const [, proto = "", rest = "", code = ""] = /^([^ ]*) +(([^ ]*).*)$/s.exec(line) ?? [];
  if (proto === "") throw bad(`malformed HTTP response ${quote(line)}`);
  if (!/^\d{3}$/.test(code)) throw bad(`malformed HTTP status code ${quote(code)}`);
  const version = parseHttpVersion(proto);
  if (version === null) throw bad(`malformed HTTP version ${quote(proto)}`);
  const status = Number(code);
  const header = await readHeader(br);
  return { status, statusLine: rest.trim(), proto, header, framing: framingOf(header, status, method) };
}

/** By what the body ends (RFC 9112 §6.3). */
function framingOf(header: Header, status: number, method: string): Framing {
  const coding = header.get("Transfer-Encoding");
  if (coding !== "" && coding.toLowerCase() !== "chunked") {
    throw bad(`unsupported transfer encoding: ${quote(coding)}`);
  }
  const lengths = new Set(header.values("Content-Length").map((value) => value.trim()));
  const [length = ""] = lengths;
  if (lengths.size > 1 || !/^\d{0,15}$/.test(length)) {
    throw bad(`bad Content-Length ${quote(length)}`);
  }
  if (method === "HEAD" || !bodyAllowedForStatus(status)) return { kind: "none" };
  if (coding !== "") return { kind: "chunked" };
  if (length !== "") return { kind: "content-length", length: Number(length) };
  return { kind: "until-close" };
}

function bad(message: string): EoflabError {
  return new EoflabError("BAD_RESPONSE", message);
}

/** Whether an error says that the bytes of an answer made no sense, or ended too early. */
export function isBrokenAnswer(err: unknown): boolean {
  return is(err, "BAD_RESPONSE") || is(err, "BAD_HEADER") || is(err, "UNEXPECTED_EOF");
}
