/**
 * A request, as a handler sees it.
 *
 * @module
 */

import type { Body } from "../body.ts";
import type { Header } from "../header.ts";
import type { IncomingRequest } from "../request.ts";
import type { Url } from "../url.ts";

/** A request that arrived (Go's http.Request, on the server's side). */
export class Request {
  readonly method: string;
  /** The request-target as it was sent (Go's RequestURI). */
  readonly target: string;
  /** The target, parsed. */
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
  /** The trailers: the announced names, and the values once `body.read` has returned `null`. */
  readonly trailer: Header;
  /** Whether the client wants the connection to end after the answer. */
  readonly close: boolean;
  /** The client's address. */
  readonly remoteAddr: string;
  /** The body. A handler may wrap it: `r.body = maxBytesReader(w, r.body, 1 << 20)`. */
  body: Body;
  /** The signal that withSignal gave this copy. */
  #signal: AbortSignal | null = null;
  /** Made when somebody asks for the signal. */
  #controller: AbortController | null = null;
  /** Set when the request is over or its client is gone; never taken back. */
  #cancelled = false;

  /**
   * @param incoming what was read
   * @param remoteAddr the client's address
   */
  constructor(incoming: Omit<IncomingRequest, "isH2Preface">, remoteAddr: string) {
    this.method = incoming.method;
    this.target = incoming.target;
    this.url = incoming.url;
    this.proto = incoming.proto;
    this.protoMajor = incoming.protoMajor;
    this.protoMinor = incoming.protoMinor;
    this.host = incoming.host;
    this.header = incoming.header;
    this.contentLength = incoming.contentLength;
    this.transferEncoding = incoming.transferEncoding;
    this.trailer = incoming.trailer;
    this.close = incoming.close;
    this.body = incoming.body;
    this.remoteAddr = remoteAddr;
  }

  /**
   * Aborted when the client goes away while the handler runs, when a write to it fails, and when the handler has
   * returned (Go's Request.Context).
   *
   * That the client is gone is seen once the body has been read; until then nobody but the handler reads.
   */
  get signal(): AbortSignal {
    if (this.#signal !== null) return this.#signal;
    if (this.#controller === null) {
      this.#controller = new AbortController();
      if (this.#cancelled) this.#controller.abort();
    }
    return this.#controller.signal;
  }

  /** The same request with another signal, for a handler that is given less time (Go's WithContext). */
  withSignal(signal: AbortSignal): Request {
    const copy = new Request(this, this.remoteAddr);
    copy.#signal = signal;
    return copy;
  }

  /**
   * Aborts `signal`. The server calls it.
   *
   * @returns whether it was not aborted before
   */
  cancel(): boolean {
    if (this.#cancelled) return false;
    this.#cancelled = true;
    this.#controller?.abort();
    return true;
  }
}
