/**
 * Every error class, and its code.
 *
 * A `code` is stable and is what a program should look at; a message is Go's own text and is what a person
 * reads. An error that wraps another has it as its `cause`, so `is(err, code)` finds any code on the way down,
 * as Go's errors.Is does.
 *
 * @module
 */

import type { MaybePromise } from "./io.ts";

/** The codes that an error of eoflab can carry, each with the Go error that it stands for. */
export type ErrorCode =
  /** io.EOF: the peer ended the stream where an answer was expected. */
  | "EOF"
  /** io.ErrUnexpectedEOF: the stream ended in the middle of a message. */
  | "UNEXPECTED_EOF"
  /** io.ErrShortWrite: a writer took fewer bytes than it was given and reported no error. */
  | "SHORT_WRITE"
  /** io.ErrNoProgress: a reader returned no bytes again and again. */
  | "NO_PROGRESS"
  /** bufio.ErrBufferFull: what was looked for does not fit into the buffer. */
  | "BUFFER_FULL"
  /** bufio.ErrNegativeCount: a count below zero. */
  | "NEGATIVE_COUNT"
  /** os.ErrDeadlineExceeded: a deadline passed. Its `timeout` is true. */
  | "DEADLINE_EXCEEDED"
  /** net.ErrClosed: the connection or listener was closed on this side. */
  | "CLOSED"
  /** syscall.ECONNRESET: the peer sent RST. */
  | "ECONNRESET"
  /** syscall.EPIPE: a write after the peer's RST, or after this side's closeWrite. */
  | "EPIPE"
  /** syscall.ECONNREFUSED: nobody listens there. */
  | "ECONNREFUSED"
  /** syscall.EADDRINUSE: somebody listens there already. */
  | "EADDRINUSE"
  /** syscall.EADDRNOTAVAIL: this machine does not have that address. */
  | "EADDRNOTAVAIL"
  /** syscall.EACCES: the system does not allow it (a port below 1024, say). */
  | "EACCES"
  /** syscall.ENOTCONN: the connection is gone. */
  | "ENOTCONN"
  /** syscall.EMFILE: the process has as many files and sockets open as it may. */
  | "EMFILE"
  /** Deno's NotCapable: the program was started without the permission. */
  | "NOT_PERMITTED"
  /** A program that is needed is not installed; the message says which, and how to get it. */
  | "NOT_INSTALLED"
  /** Packets cannot be captured here; the message says why, and what to do. */
  | "CANNOT_CAPTURE"
  /** Any other error of the system; the native one is its `cause`. */
  | "SYSTEM"
  /** An address that cannot be parsed. */
  | "BAD_ADDRESS"
  /** http.ErrServerClosed: serve returns it after close. */
  | "SERVER_CLOSED"
  /** http.errServerClosedIdle: the server ended a kept connection while no request was under way. */
  | "SERVER_CLOSED_IDLE"
  /** http.errTimeout: the header of an answer did not come in time. Its `timeout` is true. */
  | "RESPONSE_HEADER_TIMEOUT"
  /** The header of an answer is longer than the client reads. */
  | "RESPONSE_TOO_LARGE"
  /** A body that is said to be compressed is not. */
  | "BAD_GZIP"
  /** Ten redirects were followed, and there was another. */
  | "TOO_MANY_REDIRECTS"
  /** http.ErrBodyNotAllowed: a write where the method or the status allows no body. */
  | "BODY_NOT_ALLOWED"
  /** http.ErrContentLength: more was written than Content-Length declared. */
  | "CONTENT_LENGTH"
  /** http.ErrNotSupported: what was asked for cannot be done here, by this ResponseWriter or on this runtime. */
  | "NOT_SUPPORTED"
  /** The request is malformed; the server answers it with 400. */
  | "BAD_REQUEST"
  /** Content-Length or Trailer are malformed, or contradict each other. */
  | "BAD_FRAMING"
  /** The request is larger than the server reads; it answers with 431. */
  | "REQUEST_TOO_LARGE"
  /** An address of the web, or the target of a request, is malformed (Go's url.Error of parsing). */
  | "BAD_URL"
  /** The request's transfer coding is none that the server knows; it answers with 501. */
  | "UNSUPPORTED_TRANSFER_ENCODING"
  /** A line in the header of a message is no field. */
  | "BAD_HEADER"
  /** The response is malformed. */
  | "BAD_RESPONSE"
  /** A chunked body is malformed. */
  | "BAD_CHUNK"
  /** What follows a chunked body is no trailer, or too long for one. */
  | "BAD_TRAILER"
  /** http.ErrBodyReadAfterClose: a body was read after it was closed. */
  | "BODY_READ_AFTER_CLOSE"
  /** http.MaxBytesError: a body has more bytes than maxBytesReader lets through. */
  | "BODY_TOO_LARGE"
  /** http.ErrHijacked: the connection was taken over, and is not the server's any more. */
  | "HIJACKED"
  /** http.ErrAbortHandler: thrown by a handler that wants its answer to end here, and no line in the log. */
  | "ABORT_HANDLER"
  /** context.Canceled: nobody waits for it any more. */
  | "CANCELED"
  /** http.ErrHandlerTimeout: timeoutHandler has answered in the handler's place. */
  | "HANDLER_TIMEOUT"
  /** A handler used what was its own only until it returned. Go leaves open what happens then. */
  | "HANDLER_RETURNED"
  /** What should be a capture of packets is none, or was cut. */
  | "BAD_CAPTURE"
  /** What should be a recording is none, or was cut. */
  | "BAD_RECORDING"
  /** What needs a terminal was started without one. */
  | "NOT_A_TERMINAL"
  /** A lab's run did not end. */
  | "STUCK"
  /** A lab's run was interrupted. */
  | "INTERRUPTED"
  /** A file of the user's is not as it was given, and is left alone. */
  | "CHANGED"
  /** A program called eoflab with a value that it does not take. */
  | "INVALID_ARGUMENT";

/** Codes that say that a time ran out. */
const timeouts: ReadonlySet<ErrorCode> = new Set(["DEADLINE_EXCEEDED", "RESPONSE_HEADER_TIMEOUT"]);

/** The class of every error that eoflab throws on purpose. */
export class EoflabError extends Error {
  override readonly name: string = "EoflabError";
  /** What happened, for a program to look at. */
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.code = code;
  }

  /** Whether it says that a time ran out, as Go's `Timeout()`. */
  get timeout(): boolean {
    return timeouts.has(this.code) || (this.cause instanceof EoflabError && this.cause.timeout);
  }
}

/**
 * An error of one operation on a connection (Go's net.OpError): which operation, between which addresses, and
 * as its cause what went wrong. Prints as Go's: `write tcp 127.0.0.1:8800->127.0.0.1:55585: i/o timeout`.
 */
export class OpError extends EoflabError {
  override readonly name = "OpError";
  /** `read`, `write`, `dial`, `listen`, `accept`, `close`, `set`. */
  readonly op: string;

  /**
   * @param op the operation
   * @param from this side's address, or the one listened on; `null` where there is none
   * @param to the other side's address; `null` where there is none
   * @param cause what went wrong
   */
  constructor(op: string, from: string | null, to: string | null, cause: EoflabError) {
    const between = from !== null && to !== null ? `${from}->${to}` : (from ?? to ?? "");
    super(cause.code, `${op} tcp${between === "" ? "" : ` ${between}`}: ${cause.message}`, { cause });
    this.op = op;
  }
}

/** A write that failed. It carries what Go's `(n, err)` tells; message and code are those of its cause. */
export class WriteError extends EoflabError {
  override readonly name = "WriteError";
  /** How many bytes were taken before the error. */
  readonly bytesWritten: number;
  declare readonly cause: EoflabError;

  constructor(bytesWritten: number, cause: EoflabError) {
    super(cause.code, cause.message, { cause });
    this.bytesWritten = bytesWritten;
  }
}

/** io.EOF, for places where the end of a stream is an error. Reading itself resolves to `null`. */
export const eof = (): EoflabError => new EoflabError("EOF", "EOF");
/** io.ErrUnexpectedEOF. */
export const unexpectedEof = (): EoflabError => new EoflabError("UNEXPECTED_EOF", "unexpected EOF");
/** io.ErrShortWrite. */
export const shortWrite = (): EoflabError => new EoflabError("SHORT_WRITE", "short write");
/** io.ErrNoProgress. */
export const noProgress = (): EoflabError =>
  new EoflabError("NO_PROGRESS", "multiple Read calls return no data or error");
/** os.ErrDeadlineExceeded. */
export const deadlineExceeded = (): EoflabError => new EoflabError("DEADLINE_EXCEEDED", "i/o timeout");
/** net.ErrClosed. */
export const closed = (): EoflabError => new EoflabError("CLOSED", "use of closed network connection");

/** What Go says for an error number, after the name of the system call where Go names one. */
const errnoText: Partial<Record<ErrorCode, string>> = {
  ECONNRESET: "connection reset by peer",
  EPIPE: "broken pipe",
  ECONNREFUSED: "connection refused",
  EADDRINUSE: "address already in use",
  EADDRNOTAVAIL: "cannot assign requested address",
  EACCES: "permission denied",
  ENOTCONN: "transport endpoint is not connected",
  EMFILE: "too many open files",
};

/**
 * An error of a system call (Go's os.SyscallError): `read: connection reset by peer`.
 *
 * @param call the system call: `read`, `write`, `connect`, `bind`
 * @param code which error
 * @param native the runtime's own error, kept as the cause
 */
export function syscallError(call: string, code: ErrorCode, native?: unknown): EoflabError {
  const said = errnoText[code] ?? (native instanceof Error ? native.message : code);
  return new EoflabError(code, `${call}: ${said}`, { cause: native });
}

/** Whether `err`, or an error that it was caused by, has this code (Go's errors.Is). */
export function is(err: unknown, code: ErrorCode): boolean {
  for (let e = err; e instanceof Error; e = e.cause) {
    if (e instanceof EoflabError && e.code === code) return true;
  }
  return false;
}

/**
 * What a writer threw, as an EoflabError. A mistake in the program (a TypeError, say) is thrown on: it is not a
 * write error, and must not be kept as one.
 */
export function asWriteFailure(err: unknown): { n: number; cause: EoflabError } {
  if (err instanceof WriteError) return { n: err.bytesWritten, cause: err.cause };
  if (err instanceof EoflabError) return { n: 0, cause: err };
  throw err;
}

/** Waits for a write or a flush, and gives its error instead of throwing it: for places where Go drops it. */
export function failureOf(done: MaybePromise<unknown>): MaybePromise<WriteError | null> {
  return done instanceof Promise ? failureOfPromise(done) : null;
}

async function failureOfPromise(done: Promise<unknown>): Promise<WriteError | null> {
  try {
    await done;
    return null;
  } catch (err) {
    const { n, cause } = asWriteFailure(err);
    return new WriteError(n, cause);
  }
}

/**
 * The same promise, which may be dropped: who waits for it is told of its error, and if nobody does, the process
 * does not end for it. For everything that a handler may call and not wait for.
 */
export function heard<T extends MaybePromise<unknown>>(promise: T): T {
  if (promise instanceof Promise) promise.catch(() => {});
  return promise;
}
