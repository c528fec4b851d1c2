/**
 * What happened in a run of lab 11 and why, in three sentences, made from its recording.
 *
 * @module
 */

import { type Recording, seconds } from "../../lib/mod.ts";
import { answeredAt, doneAt, refused, wasTooLate } from "./seen.ts";

export function why(rec: Recording): string[] {
  const failed = refused(rec);
  const result = rec.last("client.result");
  const got =
    result?.status === null
      ? `The client got ${result.error}, at ${seconds(answeredAt(rec))}.`
      : `The client got ${result?.status} and ${result?.bytes} bytes, at ${seconds(answeredAt(rec))}.`;
  if (!wasTooLate(rec))
    return [
      `The handler was done at ${seconds(doneAt(rec))}, before timeoutHandler's limit, and was told that all went well.`,
      failed === undefined
        ? "Its answer was copied out of memory and reached the socket before a deadline had passed."
        : `Its answer reached the socket ${seconds(failed.late ?? 0)} after the write deadline: the silent EOF of lab 01.`,
      got,
    ];
  return [
    `timeoutHandler's limit was over at ${seconds(answeredAt(rec))}, so it answered 503 in the handler's place.`,
    failed === undefined
      ? `The write deadline had not passed. ${got}`
      : `The write deadline had passed ${seconds(failed.late ?? 0)} before, so the 503 itself was refused, after timeoutHandler had returned. ${got}`,
    `The handler worked on until ${seconds(doneAt(rec))}; then its write was told http: Handler timeout.`,
  ];
}
