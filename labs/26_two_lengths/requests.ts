/**
 * The requests of lab 26: each says in two ways where its body ends, or in one way that not everybody reads alike.
 *
 * Behind the header come the bytes that the two sides of the quarrel read differently, and in them another request,
 * `GET /hidden`; behind those an honest one, `GET /last`, which ends the connection. Who takes the bytes for the body
 * sees two requests, and who does not sees three.
 *
 * @module
 */

const hidden = "GET /hidden HTTP/1.1\r\nHost: lab\r\n\r\n";
const last = "GET /last HTTP/1.1\r\nHost: lab\r\nConnection: close\r\n\r\n";

/** For who reads chunks: no body, and then the hidden request. */
const noChunks = `0\r\n\r\n${hidden}`;

/** One ambiguous request. */
export interface Ambiguous {
  /** What is ambiguous, in half a line. */
  readonly what: string;
  /** All bytes that are sent; each character is a byte. */
  readonly bytes: string;
}

/** A POST with these fields, and what comes behind its header. */
function post(fields: readonly string[], body: string, line = "POST / HTTP/1.1"): string {
  return `${line}\r\nHost: lab\r\n${fields.map((field) => `${field}\r\n`).join("")}\r\n${body}${last}`;
}

const length = (bytes: string): string => `Content-Length: ${bytes.length}`;
const chunked = "Transfer-Encoding: chunked";

/** Each by the name that the knob has for it. */
export const requests = {
  honest: { what: "one Content-Length, and nothing to quarrel about", bytes: post([length(hidden)], hidden) },
  "cl-te": {
    what: "Content-Length and Transfer-Encoding: chunked",
    bytes: post([length(noChunks), chunked], noChunks),
  },
  "cl-te-1.0": {
    what: "the same in HTTP/1.0, which knows no chunks",
    bytes: post([length(noChunks), chunked, "Connection: keep-alive"], noChunks, "POST / HTTP/1.0"),
  },
  "cl-cl": {
    what: "two Content-Length fields that differ",
    bytes: post(["Content-Length: 0", length(hidden)], hidden),
  },
  "cl-cl-same": {
    what: "two Content-Length fields that agree",
    bytes: post([length(hidden), length(hidden)], hidden),
  },
  "cl-list": {
    what: "one Content-Length with two numbers that agree",
    bytes: post([`${length(hidden)}, ${hidden.length}`], hidden),
  },
  "cl-plus": {
    what: "Content-Length with a plus sign",
    bytes: post([`Content-Length: +${hidden.length}`], hidden),
  },
  "cl-blank": {
    what: "a blank between Content-Length and its colon",
    bytes: post([`Content-Length : ${hidden.length}`], hidden),
  },
  "te-unknown": {
    what: "Content-Length, and a Transfer-Encoding that nobody knows",
    bytes: post([length(noChunks), "Transfer-Encoding: xchunked"], noChunks),
  },
  "te-te": {
    what: "Content-Length, and two Transfer-Encoding fields that differ",
    bytes: post([length(noChunks), chunked, "Transfer-Encoding: identity"], noChunks),
  },
  "te-fold": {
    what: "Content-Length, and chunked on a folded line of its own",
    bytes: post([length(noChunks), "Transfer-Encoding:\r\n chunked"], noChunks),
  },
  "te-lf": {
    what: "Content-Length, and Transfer-Encoding behind a line that ends with LF alone",
    bytes: post([length(noChunks), `X: y\n${chunked}`], noChunks),
  },
  "get-body": {
    what: "a GET with a body",
    bytes: post([length(hidden)], hidden, "GET / HTTP/1.1"),
  },
  "chunk-lf": {
    what: "chunked, and the line of a chunk's size ends with LF alone",
    bytes: post([chunked], `5\nhello\r\n0\r\n\r\n`),
  },
} as const satisfies Readonly<Record<string, Ambiguous>>;

/** The names of the requests. */
export type RequestName = keyof typeof requests;

export const requestNames = Object.keys(requests) as [RequestName, ...RequestName[]];
