/**
 * What a handler is told when it does what cannot be done: each with the Go error that it stands for.
 *
 * @module
 */

import { EoflabError } from "../../errors.ts";

/** http.ErrBodyNotAllowed: a write where the status allows no body. */
export const bodyNotAllowed = (): EoflabError =>
  new EoflabError("BODY_NOT_ALLOWED", "http: request method or response status code does not allow body");

/** http.ErrContentLength: a write beyond the length that was declared. */
export const tooMuchWritten = (): EoflabError =>
  new EoflabError("CONTENT_LENGTH", "http: wrote more than the declared Content-Length");

/** http.ErrHijacked: a write, or a second hijack, when the connection was taken over. */
export const connHijacked = (): EoflabError =>
  new EoflabError("HIJACKED", "http: connection has been hijacked");

/** A write or flush after the handler has returned: Go leaves open what happens then, and it is never good. */
export const handlerReturned = (): EoflabError =>
  new EoflabError("HANDLER_RETURNED", "http: the handler has returned, and its answer is complete");

/** Whether something is bytes; those of another realm (a vm's context) are no instances of ours. */
export function isBytes(data: unknown): data is Uint8Array {
  return data instanceof Uint8Array || tagOf(data) === "Uint8Array";
}

/** A write of what is neither bytes nor a text, which only a caller without types can do. */
export function notWritable(data: unknown): TypeError {
  const isObject = (typeof data === "object" && data !== null) || typeof data === "function";
  const kind = isObject ? tagOf(data) : typeof data;
  const given =
    data === null || data === undefined ? String(data) : `${/^[AEIO]/i.test(kind) ? "an" : "a"} ${kind}`;
  return new TypeError(`w.write: want a Uint8Array or a string, not ${given}`);
}

function tagOf(data: unknown): string {
  return Object.prototype.toString.call(data).slice("[object ".length, -1);
}
