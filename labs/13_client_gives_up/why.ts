/**
 * What happened in a run of lab 13 and why, in three sentences, made from its recording.
 *
 * @module
 */

import { type Recording, seconds } from "../../lib/mod.ts";
import { aborted, forNobody, gaveUp, worked } from "./seen.ts";

export function why(rec: Recording): string[] {
  const gone = gaveUp(rec);
  if (gone === null) {
    const result = rec.last("client.result");
    return [
      `The handler was done after ${seconds(worked(rec))}, before the client's patience was over.`,
      `The client got ${result?.status} and ${result?.bytes} bytes.`,
      "r.signal was not aborted while the handler ran.",
    ];
  }
  const told = rec.first("handler.wrote");
  return [
    `The client gave up at ${seconds(gone)} and closed its connection; the server, which reads a byte ahead while a handler runs, saw it and aborted r.signal at ${seconds(Math.round(aborted(rec)?.t ?? 0))}.`,
    forNobody(rec) > 0
      ? `The handler did not look at it, and worked for ${seconds(worked(rec))}, ${seconds(forNobody(rec))} of them for nobody.`
      : `The handler looked at it, and returned after ${seconds(worked(rec))}.`,
    told === undefined
      ? "It wrote nothing, as nobody was there to read it."
      : `Its write reported ${told.error ?? "no error"}: the bytes went into a buffer, from there into a kernel that did not know yet, and the log is ${rec.all("server.log").length === 0 ? "empty" : "not empty"}.`,
  ];
}
