/**
 * A request, as a handler sees it.
 *
 * @module
 */

import type { Header } from "../header.ts";
import type { RequestHead } from "../request.ts";

/** A request that arrived (Go's http.Request, on the server's side). */
export class Request {
  readonly method: string;
  /** The request-target as it was sent (Go's RequestURI). */
  readonly target: string;
  /** `HTTP/1.1` */
  readonly proto: string;
  readonly protoMinor: number;
  /** The Host field. */
  readonly host: string;
  /** The fields, without Host. */
  readonly header: Header;
  /** The client's address. */
  readonly remoteAddr: string;
  /** Made when somebody asks for the signal. */
  #controller: AbortController | null = null;
  /** Set when the request is over or its client is gone; never taken back. */
  #cancelled = false;

  constructor(head: RequestHead, remoteAddr: string) {
    this.method = head.method;
    this.target = head.target;
    this.proto = head.proto;
    this.protoMinor = head.protoMinor;
    this.host = head.host;
    this.header = head.header;
    this.remoteAddr = remoteAddr;
  }

  /** Aborted when a write to the client fails, and when the handler has returned (Go's Request.Context). */
  get signal(): AbortSignal {
    if (this.#controller === null) {
      this.#controller = new AbortController();
      if (this.#cancelled) this.#controller.abort();
    }
    return this.#controller.signal;
  }

  /** Aborts `signal`. The server calls it. */
  cancel(): void {
    this.#cancelled = true;
    this.#controller?.abort();
  }
}
