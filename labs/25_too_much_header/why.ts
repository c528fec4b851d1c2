/**
 * What happened in a run of lab 25 and why, in three sentences, made from its recording.
 *
 * @module
 */

import { type Recording, seconds } from "../../lib/mod.ts";
import { endedAt, ending, lingered, serverRead, slop } from "./seen.ts";

export function why(rec: Recording): string[] {
  const limit = Number(rec.header.knobs.maxHeaderBytes) + slop;
  const read = serverRead(rec);
  const result = rec.last("client.result");
  switch (ending(rec)) {
    case "taken":
      return [
        `The header ended after ${read} bytes, within the ${limit} that the server reads.`,
        `The handler was called, and the client got ${result?.status}.`,
        `The server's maxHeaderBytes is ${rec.header.knobs.maxHeaderBytes}; ${slop} bytes more are allowed than it says.`,
      ];
    case "431":
      return [
        `After ${read} bytes, maxHeaderBytes and ${slop} more, the header had not ended, and the server gave it up at ${seconds(endedAt(rec))}.`,
        "It answered 431 by itself; no handler was called, and the log is empty.",
        `It sent FIN behind the answer, and closed its socket ${seconds(lingered(rec) ?? 0)} later, so that no RST could take the answer away.`,
      ];
    case "closed":
      return [
        `At ${seconds(endedAt(rec))} the read deadline passed, with ${read} bytes of the header there; ${limit} would have been the limit.`,
        "The server closed the connection without an answer.",
        `The client got ${result?.error}.`,
      ];
    case "given up":
      return [
        `${read} bytes came, fewer than the ${limit} at which the server gives up, and no end of the header.`,
        "There is no deadline for the header: the server waits as long as the client does.",
        `The client gave up at ${seconds(endedAt(rec))}.`,
      ];
  }
}
