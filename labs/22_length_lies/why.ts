/**
 * What happened in a run of lab 22 and why, in three sentences, made from its recording.
 *
 * @module
 */

import { type Recording, seconds } from "../../lib/mod.ts";
import { declared, got, kept, refused, taken } from "./seen.ts";

export function why(rec: Recording): string[] {
  return [promised(rec), received(rec), connection(rec)];
}

function promised(rec: Recording): string {
  const told = refused(rec);
  if (told !== undefined)
    return `The header promised ${declared(rec)} bytes; the write that would have gone beyond them was told "${told.error}", and none of its bytes was taken, not even those that would still have fitted.`;
  if (taken(rec) < declared(rec))
    return `The header promised ${declared(rec)} bytes and the handler wrote ${taken(rec)}; no call reports that, because until the handler returns the rest could still come.`;
  return `The header promised ${declared(rec)} bytes, and the handler wrote as many.`;
}

function received(rec: Recording): string {
  const { status, error } = rec.last("client.result") ?? {};
  const at = seconds(Math.round(rec.last("client.result")?.t ?? 0));
  return error === null
    ? `At ${at} the client had counted ${got(rec)} bytes and had its whole answer, a ${status}; it never learns whether more was meant.`
    : `The client had its ${status}, counted ${got(rec)} bytes, and knew at ${at} that ${declared(rec) - got(rec)} are missing: ${error}.`;
}

function connection(rec: Recording): string {
  return kept(rec)
    ? "What was said is what was written, so both sides know where the next answer begins, and the connection is kept."
    : "What was said is not what was written, so the next answer would begin in the wrong place: the server closes the connection.";
}
