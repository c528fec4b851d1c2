/**
 * Exit codes, and which error ends with which.
 *
 * @module
 */

import { EoflabError, type ErrorCode, is } from "../errors.ts";

/** What the exit code says. */
export const exit = {
  /** It held, or was done. */
  held: 0,
  /** A claim or a check did not hold. */
  didNotHold: 1,
  /** The command line, or a file on it, is wrong. */
  usage: 2,
  /** It could not be decided. */
  inconclusive: 3,
  /** Something needed is missing: a port, a permission, a tool. */
  missing: 4,
  /** A bug in eoflab (EX_SOFTWARE of sysexits.h). */
  bug: 70,
  /** Ended by Ctrl-C (128 + SIGINT). */
  interrupted: 130,
  /** Ended by SIGTERM (128 + SIGTERM). */
  terminated: 143,
  /** Its terminal went away (128 + SIGHUP). */
  hungUp: 129,
} as const;

/** A mistake on the command line. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

const byCode: Partial<Record<ErrorCode, number>> = {
  INVALID_ARGUMENT: exit.usage,
  BAD_ADDRESS: exit.usage,
  BAD_RECORDING: exit.usage,
  BAD_CAPTURE: exit.usage,
  NOT_A_TERMINAL: exit.usage,
  STUCK: exit.inconclusive,
  INTERRUPTED: exit.interrupted,
  EADDRINUSE: exit.missing,
  EADDRNOTAVAIL: exit.missing,
  EACCES: exit.missing,
  NOT_PERMITTED: exit.missing,
  NOT_INSTALLED: exit.missing,
  CANNOT_CAPTURE: exit.missing,
  NOT_SUPPORTED: exit.missing,
};

/** The exit code for an error, and what to say: for a user's mistake no stack, for a bug all that helps to find it. */
export function explain(err: unknown): { code: number; message: string } {
  if (err instanceof UsageError) return { code: exit.usage, message: err.message };
  if (err instanceof EoflabError) {
    const code = byCode[err.code] ?? exit.bug;
    if (code !== exit.bug) return { code, message: `${err.message}${advice(err)}` };
  }
  const what = err instanceof Error ? (err.stack ?? err.message) : String(err);
  return {
    code: exit.bug,
    message: `this is a bug in eoflab, not a mistake of yours; please report it with what follows\n${what}`,
  };
}

/** What to do about it. */
function advice(err: EoflabError): string {
  if (is(err, "EADDRINUSE")) {
    return "\nAnother program has this port. End it, or take another one with --set port=N, or any free one with --set port=0.";
  }
  if (is(err, "EACCES")) return "\nThe system does not let you have this port: take one from 1024 on.";
  if (is(err, "NOT_PERMITTED") && !err.message.includes("add --allow-")) {
    return "\nDeno was started without the permission for it. Add --allow-net=127.0.0.1, or run: npx deno task start";
  }
  return "";
}
