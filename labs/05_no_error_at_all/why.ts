/**
 * What happened in a run of lab 05 and why, in three sentences, made from its recording.
 *
 * @module
 */

import { type Recording, seconds } from "../../lib/mod.ts";
import { refused } from "../04_truncated/halves.ts";
import { framingOf, got, lastTold, meant } from "./told.ts";

export function why(rec: Recording): string[] {
  const failed = refused(rec);
  const error = rec.last("client.result")?.error ?? null;
  const end = `The client speaks ${rec.first("server.request")?.proto}, and by the header its body ${endsBy(rec)}.`;
  if (failed === undefined)
    return [
      end,
      "All bytes reached the socket before a deadline had passed.",
      `The client has all ${got(rec)} of them${framingOf(rec) === "until-close" ? ", and knows it no better than if half had come" : ""}.`,
    ];
  return [
    end,
    `The second half reached the socket ${seconds(failed.late ?? 0)} after the deadline and was refused; ${lastTold(rec) === null ? "the handler's write had reported no error, and the flush that failed came after it had returned" : "the write that met the refusal reported it"}.`,
    error === null
      ? `The connection ended with FIN, as it does after such a body, so the client has ${got(rec)} of ${meant(rec)} bytes and no error.`
      : `The connection ended before the body did, which the client calls ${error}.`,
  ];
}

function endsBy(rec: Recording): string {
  return {
    "content-length": `has ${rec.first("chunkWriter.header")?.contentLength} bytes`,
    chunked: "ends with a last chunk of no bytes",
    "until-close": "goes on until the connection ends",
    none: "is empty",
  }[framingOf(rec)];
}
