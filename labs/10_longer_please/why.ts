/**
 * What happened in a run of lab 10 and why, in three sentences, made from its recording.
 *
 * @module
 */

import { type Recording, seconds } from "../../lib/mod.ts";
import { ownDeadlines, received, refused, sent } from "./seen.ts";

export function why(rec: Recording): string[] {
  const failed = refused(rec);
  const own = ownDeadlines(rec);
  const result = rec.last("client.result");
  const deadline =
    own.length > 0
      ? `The handler set ${own.length === 1 ? "a write deadline of its own" : `${own.length} write deadlines of its own, one before each event`}, in the place of the server's.`
      : "The server set one write deadline, when the request's header had been read, and no event that was sent moved it.";
  if (failed === undefined)
    return [
      rec.all("deadline.set").some((e) => e.which === "write") ? deadline : "There was no write deadline.",
      `All ${sent(rec)} events reached the socket in time.`,
      `The client got ${result?.status} and ${received(rec)} events, and the last chunk after them.`,
    ];
  return [
    deadline,
    `${sent(rec)} events had been sent when it passed; the next one was refused ${seconds(failed.late ?? 0)} later, and the flush that met the refusal reported it.`,
    `The client got ${result?.status}, ${received(rec)} events, and ${result?.error}.`,
  ];
}
