/**
 * What a handler is given.
 *
 * @module
 */

import type { Header } from "../header.ts";
import type { Request } from "./request.ts";

/** What a handler answers with (Go's http.ResponseWriter). */
export interface ResponseWriter {
  /** The header of the answer. It is sent at the first write or flush; what is set after writeHeader is not sent. */
  readonly header: Header;

  /**
   * Says what the status is. Without it the first write says 200. Said twice, the second is ignored and logged.
   *
   * A code from 100 to 199, but for 101, is an informational answer (103 Early Hints, say): it is sent at once with
   * the header as it is, and as many as you like come before the status.
   *
   * @param code from 100 to 999
   * @throws RangeError for any other
   */
  writeHeader(code: number): void;

  /**
   * Writes a piece of the body. That it resolves means that a buffer has taken the bytes, and no more: they may
   * never reach the client.
   *
   * @param data bytes, or a text that is sent as UTF-8
   * @returns how many bytes were taken: all of them
   * @throws WriteError with bytesWritten: DEADLINE_EXCEEDED, CLOSED, ECONNRESET, EPIPE from the connection;
   *   BODY_NOT_ALLOWED, CONTENT_LENGTH. TypeError for what is neither bytes nor a text: nothing of it was taken
   */
  write(data: Uint8Array | string): Promise<number>;
}

/**
 * Answers a request (Go's http.HandlerFunc). The answer is finished when it returns or its promise resolves.
 *
 * What it throws, be it the error of a write that it let pass, is what a panic is in Go: it is logged, and the
 * connection is closed.
 */
export type Handler = (w: ResponseWriter, r: Request) => void | Promise<void>;
