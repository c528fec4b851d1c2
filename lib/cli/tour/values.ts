/**
 * What a run had at a stop, in words.
 *
 * @module
 */

import type { Fill, TraceEvent } from "../../trace/events.ts";
import type { Recording } from "../../trace/recording.ts";
import { seconds } from "../../trace/seconds.ts";

/** A buffer: `0/2048` before anything is in it, or as full as an event says. */
export function bufferOf(fill: Fill | undefined, when: "empty" | "filled"): string {
  if (fill === undefined) return "held nothing in this run";
  return `${when === "empty" ? 0 : fill.buffered}/${fill.buffered + fill.available}`;
}

/** What a write came to. */
export function wroteOf({ n, error }: { n: number; error: string | null }): string {
  return `${n} bytes, ${error ?? "no error"}`;
}

/** The write deadline as it stands at the instant of an event: `in 10 s`, `passed 50 s ago`. */
export function deadlineAt(rec: Recording, event: TraceEvent | undefined): string {
  if (event === undefined) return "none";
  const mine = (e: { conn: number; which: string; t: number }): boolean =>
    e.conn === event.conn && e.which === "write" && e.t <= event.t;
  // The deadline is armed right after the request has been read, at the same instant.
  const set = rec.all("deadline.set").findLast(mine);
  const clear = rec.all("deadline.clear").findLast((e) => mine(e) && e.seq < event.seq);
  if (set === undefined || (clear !== undefined && clear.seq > set.seq)) return "none";
  const left = set.t + set.after - event.t;
  return left > 0 ? `in ${seconds(left)}` : left === 0 ? "now" : `passed ${seconds(-left)} ago`;
}
