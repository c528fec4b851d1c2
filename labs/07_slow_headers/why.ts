/**
 * What happened in a run of lab 07 and why, in three sentences, made from its recording.
 *
 * @module
 */

import { type Recording, seconds } from "../../lib/mod.ts";
import { closedByServer, kept, open, passed, sent, slowResult, waited } from "./seen.ts";

export function why(rec: Recording): string[] {
  const result = slowResult(rec);
  const all = Number(rec.header.knobs.clients);
  const honest =
    waited(rec) === 0
      ? `The honest client asked while the server had ${open(rec)} slow connection${open(rec) === 1 ? "" : "s"}, and waited for none of them.`
      : `The honest client waited ${seconds(waited(rec))} for a place: the server had room for ${rec.header.knobs.limit}, and slow clients had all of it.`;
  if (passed(rec) === undefined)
    return [
      `No deadline was set for the header, so each slow client had its connection until it gave up: the first one for ${seconds(kept(rec))}, with ${sent(rec)} bytes.`,
      honest,
      `The server closed ${closedByServer(rec)} of ${all} by itself. With a readHeaderTimeout it would have closed every one.`,
    ];
  return [
    `The read deadline passed ${seconds(kept(rec))} after the first slow client had come, however steadily its ${sent(rec)} bytes came, and ended the connection; the server did that to ${closedByServer(rec)} of ${all}.`,
    result?.status === 400
      ? "The client was told 400: a part of a line was taken for the whole of it. Of slowness it was told nothing, and neither was the log."
      : `The client was told nothing (${result?.error}): a header that is late is not answered, and not logged.`,
    honest,
  ];
}
