/**
 * What a client fails with, in Go's words: each with the Go error that it stands for.
 *
 * @module
 */

import { EoflabError } from "../../errors.ts";

/** http.errServerClosedIdle: the server ended the connection while no request was under way. */
export const serverClosedIdle = (): EoflabError =>
  new EoflabError("SERVER_CLOSED_IDLE", "http: server closed idle connection");

/** http.errTimeout: responseHeaderTimeout passed. */
export const responseHeaderTimeout = (): EoflabError =>
  new EoflabError("RESPONSE_HEADER_TIMEOUT", "net/http: timeout awaiting response headers");

/** context.Canceled: the caller's signal was aborted. */
export const contextCanceled = (): EoflabError => new EoflabError("CANCELED", "context canceled");

/** context.DeadlineExceeded: the time of the caller, or Client.timeout, has passed. */
export const contextDeadlineExceeded = (): EoflabError =>
  new EoflabError("DEADLINE_EXCEEDED", "context deadline exceeded");

/** http.errReadOnClosedResBody. */
export const readOnClosedBody = (): EoflabError =>
  new EoflabError("BODY_READ_AFTER_CLOSE", "http: read on closed response body");

/** http.errRequestCanceled: the connection was closed because its request was called off. */
export const requestCanceled = (): EoflabError => new EoflabError("CANCELED", "net/http: request canceled");

/** An error in the middle of an exchange, with the words that Go's transport puts before it. */
export const connectionBroken = (cause: EoflabError): EoflabError =>
  new EoflabError(cause.code, `net/http: HTTP/1.x transport connection broken: ${cause.message}`, { cause });

/** Why a signal was aborted, as Go's context would say it. */
export function abortCause(signal: AbortSignal): EoflabError {
  const { reason } = signal;
  if (reason instanceof EoflabError) return reason;
  const timedOut = reason instanceof Error && reason.name === "TimeoutError";
  return timedOut ? contextDeadlineExceeded() : contextCanceled();
}

/** http.errReadLoopExiting: the connection is closed as nothing more can come on it. */
export const readLoopExiting = (): EoflabError =>
  new EoflabError("CLOSED", "net/http: persistConn.readLoop exiting");
