/**
 * What a check of an exercise sees of a run, in words.
 *
 * @module
 */

import type { EventOf } from "../trace/events.ts";
import type { Recording } from "../trace/recording.ts";
import { logged } from "./outcome.ts";

/** What the client of that connection made of its first answer, if it came to that. */
export function resultOn(recording: Recording, conn: number): EventOf<"client.result"> | undefined {
  return recording.all("client.result").find((e) => e.conn === conn);
}

/** What a client got: `status 200, 500 bytes`, and the error that ended it. */
export function gotWords(result: EventOf<"client.result"> | undefined): string {
  if (result === undefined) return "no answer";
  const { status, bytes, error } = result;
  if (status === null) return error ?? "no answer";
  return `status ${status}, ${bytes} bytes${error === null ? "" : `, and then ${error}`}`;
}

/** What the log says: its lines, or that there are none. */
export function logWords(recording: Recording): string {
  const lines = logged(recording);
  return lines.length === 0 ? "an empty log" : lines.map((line) => `"${line}"`).join(", ");
}
