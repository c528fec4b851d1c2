/**
 * What happened in a run of lab 28 and why, in three sentences, made from its recording.
 *
 * @module
 */

import type { Recording } from "../../lib/mod.ts";
import { buffered, closedByHandler, echoes, firstCame, gaveUp } from "./seen.ts";

export function why(rec: Recording): string[] {
  const { readFrom, lines } = rec.header.knobs;
  const from = readFrom === "conn" ? "the bare connection" : "the bufio.Reader";
  const came = { whole: "came whole", maimed: "came without its beginning", lost: "never came" }[
    firstCame(rec)
  ];
  return [
    `When the handler took the connection, ${bytes(buffered(rec))} of the client's first line had been read and lay in the bufio.Reader; it read from ${from}, and the line ${came}.`,
    `The client got ${echoes(rec)} of ${lines} echoes${gaveUp(rec) === undefined ? "" : ", and gave up waiting"}.`,
    closedByHandler(rec) === undefined
      ? "No timeout of the server ended the waiting, for Hijack takes its deadlines away, and nobody sets new ones."
      : "The handler closed the connection: nobody else would have.",
  ];
}

function bytes(n: number): string {
  return n === 1 ? "1 byte" : `${n} bytes`;
}
