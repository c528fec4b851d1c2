/**
 * Handlers that throw: what a panic is in Go.
 *
 * @module
 */

import { EoflabError } from "../../errors.ts";

/**
 * What a handler throws that wants its answer to end in the middle, without a line in the log (Go's
 * http.ErrAbortHandler).
 */
export function abortHandler(): EoflabError {
  return new EoflabError("ABORT_HANDLER", "net/http: abort Handler");
}

/** Whether a handler threw {@link abortHandler}. */
export function isAbortHandler(thrown: unknown): boolean {
  try {
    return thrown instanceof EoflabError && thrown.code === "ABORT_HANDLER";
  } catch {
    return false;
  }
}

/** What was thrown, as a text. It may be anything, and asking it may throw again. */
export function panicValue(thrown: unknown): string {
  try {
    return String(thrown instanceof Error ? thrown.message : thrown);
  } catch {
    return "(a value that cannot be printed)";
  }
}

/** Where it was thrown, if it says so. */
export function stackOf(thrown: unknown): string {
  try {
    return thrown instanceof Error ? String(thrown.stack ?? "") : "";
  } catch {
    return "";
  }
}
