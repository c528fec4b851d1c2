/**
 * What happened in a run of lab 19 and why, in three sentences, made from its recording.
 *
 * @module
 */

import { type Recording, seconds } from "../../lib/mod.ts";
import { aborted, called, finished, result, worked } from "./seen.ts";

export function why(rec: Recording): string[] {
  const got = result(rec);
  const last = `The client, which had been reading all the time, got ${got?.status ?? "no answer"} and ${got?.bytes} bytes.`;
  return [fin(rec), handler(rec), last];
}

function fin(rec: Recording): string {
  if (rec.header.knobs.halfClose !== true)
    return "The client left its sending side open, as HTTP clients do.";
  if (!called(rec))
    return "The client's FIN came in the middle of the header: there was no request to answer.";
  return aborted(rec) === undefined
    ? "The client shut its sending side, and nobody saw it while the handler worked: what it had sent before was not read."
    : "The client shut its sending side. The server read the FIN, took the client for gone, and aborted r.signal.";
}

function handler(rec: Recording): string {
  if (!called(rec)) return "The server refused it, and closed the connection.";
  if (finished(rec)) return `The handler worked for ${seconds(worked(rec))}, to the end, and answered.`;
  return rec.first("handler.sleep") === undefined
    ? "The handler read a body that ended too early, and answered that."
    : "The handler's work failed because of that, and the handler answered so.";
}
