/**
 * One request on a connection, and what becomes of it.
 *
 * @module
 */

import type { EoflabError } from "../../errors.ts";
import { type ClientRequest, expectsContinue } from "./request.ts";
import type { ClientResponse } from "./response.ts";

/**
 * How far an exchange had come when it failed; by it one knows whether the request may be sent again (Go's
 * nothingWrittenError, transportReadFromServerError, errServerClosedIdle).
 */
export type FailedAt =
  /** Not a byte of the request had left: the server cannot have seen it. */
  | "nothing written"
  /** The connection ended, or failed, before the first byte of an answer. */
  | "no answer"
  /** The server had ended the connection when the request was about to go out on it. */
  | "closed idle"
  /** Anywhere else: the server may have done what it was asked for. */
  | "under way";

/** An exchange that failed. */
export class ExchangeFailure {
  readonly at: FailedAt;
  readonly error: EoflabError;

  constructor(at: FailedAt, error: EoflabError) {
    this.at = at;
    this.error = error;
  }
}

/** A promise, and what settles it. */
export class Deferred<T> {
  readonly promise: Promise<T>;
  /** Set once, by the constructor of the promise. */
  resolve!: (value: T) => void;
  /** Set once, by the constructor of the promise. */
  reject!: (reason: unknown) => void;

  constructor() {
    this.promise = new Promise((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
    });
  }
}

/** A request that is under way on a connection. */
export class Exchange {
  readonly req: ClientRequest;
  /** Whether the transport asked for gzip, so that it must uncompress. */
  readonly addedGzip: boolean;
  /** How many bytes the connection had written before it. */
  readonly startBytesWritten: number;
  /** Whether the body may be sent: told by an answer with 100, or by a final one. `null` if nobody waits for it. */
  readonly mayContinue: Deferred<boolean> | null;
  /** What the caller waits for. */
  readonly outcome = new Deferred<ClientResponse | ExchangeFailure>();
  /** How the answer's body ends: true at its end, false if it is given up. */
  readonly bodyEnd = new Deferred<boolean>();
  /** Resolved when the connection is done with it: put back, or closed. */
  readonly over = new Deferred<void>();
  /** What writing the request came to, `null` for success; set when it begins. */
  wrote: Promise<EoflabError | null> = Promise.resolve(null);

  constructor(req: ClientRequest, addedGzip: boolean, startBytesWritten: number) {
    this.req = req;
    this.addedGzip = addedGzip;
    this.startBytesWritten = startBytesWritten;
    this.mayContinue = req.body !== null && expectsContinue(req) ? new Deferred() : null;
  }
}
