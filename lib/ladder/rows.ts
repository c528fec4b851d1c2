/**
 * The rows of a ladder: which events are drawn, after what time, and what is left out because it repeats.
 *
 * @module
 */

import type { TraceEvent } from "../trace/events.ts";
import { isDrawn } from "./describe.ts";
import { fold, isGap, type Repeats } from "./fold.ts";

/** A row of a ladder. */
export type Row =
  | {
      readonly kind: "event";
      readonly event: TraceEvent;
      /** How long nothing happened before it, in ms, if that is to be seen; else `null`. */
      readonly gap: number | null;
      /** Whether its time is another than that of the row before. */
      readonly newTime: boolean;
    }
  | Repeats;

/**
 * The rows of a recording.
 *
 * @param standsAlone whether an event is to have a row of its own, and to be the first of what repeats
 */
export function* rowsOf(
  events: readonly TraceEvent[],
  standsAlone: (event: TraceEvent) => boolean = () => false,
): Generator<Row> {
  let t: number | null = null;
  let repeated = false;
  for (const part of cutBefore(events.filter(isDrawn), standsAlone)) {
    for (const stretch of fold(part)) {
      if (stretch.kind === "repeats") {
        yield stretch;
        repeated = true;
        continue;
      }
      for (const event of stretch.events) {
        // What is left out took its time, and nobody waited meanwhile.
        const gap = t !== null && !repeated && isGap(event.t - t) ? event.t - t : null;
        repeated = false;
        yield { kind: "event", event, gap, newTime: t === null || shownTime(event.t) !== shownTime(t) };
        t = event.t;
      }
    }
  }
}

/** An instant as a ladder shows it. */
export function shownTime(ms: number): string {
  return `${(ms / 1000).toFixed(3)} s`;
}

/** What stands in the place of what repeats. */
export function repeatsText({ times, period, conns }: Repeats): string {
  const same = period === 1 ? "the same" : `the same ${period}`;
  return conns === null ? `${same}, ${times} times more` : `${same} for #${conns.first} to #${conns.last}`;
}

/** What an event is called: where there are several connections, with the number of its own. */
export function numbered(events: readonly TraceEvent[]): (event: TraceEvent, text: string) => string {
  const several = events.some(({ conn }) => conn > 1);
  return ({ conn }, text) => (several && conn > 0 ? `#${conn} ${text}` : text);
}

/** Cuts a list into parts, each beginning where `isStart` says so. */
function cutBefore(events: readonly TraceEvent[], isStart: (event: TraceEvent) => boolean): TraceEvent[][] {
  const parts: TraceEvent[][] = [[]];
  for (const event of events) {
    if (isStart(event)) parts.push([]);
    parts.at(-1)?.push(event);
  }
  return parts;
}
