/**
 * What comes of each size in lab 02, in words: what `eoflab run` draws against the size.
 *
 * @module
 */

import type { Sweep } from "../../lib/lab/sweep.ts";
import type { Recording } from "../../lib/mod.ts";

/** Past both buffers, however the body is written. */
export const sweep: Sweep = { knob: "size", from: 0, to: 4600, shapeOf };

function shapeOf(rec: Recording): string {
  return `${handlerWas(rec)}; ${clientGot(rec)}`;
}

/** What the handler was told by the first write that reported something. */
function handlerWas(rec: Recording): string {
  const told = rec.all("handler.wrote");
  const failed = told.findIndex((e) => e.error !== null);
  if (failed === -1) return "no write reports an error";
  const took = told[failed]?.n === rec.all("handler.write")[failed]?.bytes;
  const reason = told[failed]?.error?.split(": ").at(-1);
  return `a write reports ${reason}, having taken ${took ? "all its bytes" : "fewer bytes than it was given"}`;
}

function clientGot(rec: Recording): string {
  const result = rec.last("client.result");
  if (result === undefined || result.status === null)
    return `the client gets ${result?.error?.split(": ").at(-1)}`;
  const framing =
    rec.first("chunkWriter.header")?.framing === "chunked" ? "chunked" : "with a Content-Length";
  return `the client gets ${result.status} and ${result.error === null ? "the whole body" : "a part of the body"}, ${framing}`;
}
