/**
 * What happened in a run of lab 08 and why, in three sentences, made from its recording.
 *
 * @module
 */

import { type Recording, seconds } from "../../lib/mod.ts";
import { got, readEnded, readError, woke } from "./seen.ts";

export function why(rec: Recording): string[] {
  const result = rec.last("client.result");
  if (woke(rec) === undefined)
    return [
      `All ${got(rec)} bytes of the body had come at ${seconds(readEnded(rec))}, before a deadline passed.`,
      `The client got ${result?.status} and ${result?.bytes} bytes.`,
      "A readTimeout is for the whole request, however steadily it comes.",
    ];
  return [
    `The read deadline passed at ${seconds(readEnded(rec))} while the handler waited in a read, and woke it: ${readError(rec)}. ${got(rec)} of ${rec.header.knobs.size} bytes had come.`,
    `Only reading is over. The handler answered, and the client, which was still sending, got ${result?.status} and ${result?.bytes} bytes.`,
    "The connection was closed: the rest of the body may still come, and nobody could tell it from a next request.",
  ];
}
