/**
 * What the runtimes throw, as EoflabError. Nothing above the adapters sees a native error but as a cause.
 *
 * @module
 */

import { type EoflabError, type ErrorCode, syscallError } from "../errors.ts";

/** By `code`, as node:net has it on every runtime, and Deno beside its classes. Bun says ERR_SOCKET_CLOSED to a write after RST. */
const byCode: Readonly<Record<string, ErrorCode>> = {
  ECONNRESET: "ECONNRESET",
  EPIPE: "EPIPE",
  ECONNREFUSED: "ECONNREFUSED",
  EADDRINUSE: "EADDRINUSE",
  EADDRNOTAVAIL: "EADDRNOTAVAIL",
  EACCES: "EACCES",
  ENOTCONN: "ENOTCONN",
  EMFILE: "EMFILE",
  ENFILE: "EMFILE",
  ERR_SOCKET_CLOSED: "EPIPE",
};

/** By `name`, as Deno's own network has it. */
const byName: Readonly<Record<string, ErrorCode>> = {
  ConnectionReset: "ECONNRESET",
  BrokenPipe: "EPIPE",
  ConnectionRefused: "ECONNREFUSED",
  AddrInUse: "EADDRINUSE",
  AddrNotAvailable: "EADDRNOTAVAIL",
  PermissionDenied: "EACCES",
  NotConnected: "ENOTCONN",
  NotCapable: "NOT_PERMITTED",
};

/**
 * A native error of a system call.
 *
 * @param call the system call, as Go names it: `read`, `write`, `connect`, `bind`, `accept`, `shutdown`
 */
export function nativeError(call: string, err: unknown): EoflabError {
  const { code, name } = (err ?? {}) as { code?: unknown; name?: unknown };
  const known = byCode[String(code)] ?? byName[String(name)] ?? "SYSTEM";
  return syscallError(call, known, err);
}
