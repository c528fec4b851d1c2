/**
 * What comes of each size in lab 15, in words: what `eoflab run` draws against the size.
 *
 * @module
 */

import type { Sweep } from "../../lib/lab/sweep.ts";
import type { Recording } from "../../lib/mod.ts";
import { cause, failedSend, kept, result } from "./seen.ts";

/** To both sides of 256 KB. */
export const sweep: Sweep = { knob: "size", from: 1, to: 400_000, shapeOf };

function shapeOf(rec: Recording): string {
  const server = kept(rec)
    ? "the rest is read, and the connection lives"
    : "the rest is not read, and the connection ends";
  return `${server}; ${clientGot(rec)}`;
}

function clientGot(rec: Recording): string {
  const failed = failedSend(rec);
  const status = result(rec)?.status ?? null;
  if (status === null) return `the client gets ${cause(failed?.error ?? "nothing")}`;
  return `the client gets ${status}`;
}
