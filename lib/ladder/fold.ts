/**
 * Folds what repeats: ten thousand writes of one byte are three rows and "9,998 times more".
 *
 * @module
 */

import type { TraceEvent } from "../trace/events.ts";

/** A stretch of events to draw one by one, or so many that are left out because they repeat those before. */
export type Stretch =
  | { readonly kind: "events"; readonly events: readonly TraceEvent[] }
  | { readonly kind: "repeats"; readonly times: number; readonly period: number };

/** The longest group of events that is recognised when it repeats. */
const longestPeriod = 4;

/** How often a group must come before it is folded. */
const fewestTimes = 4;

/** Finds what repeats. Of each repetition the first and the last round are kept. */
export function fold(events: readonly TraceEvent[]): Stretch[] {
  const stretches: Stretch[] = [];
  let single: TraceEvent[] = [];
  const emitSingles = (): void => {
    if (single.length > 0) stretches.push({ kind: "events", events: single });
    single = [];
  };
  for (let i = 0; i < events.length; ) {
    const { period, times } = repetitionAt(events, i);
    if (times < fewestTimes) {
      single.push(events[i] as TraceEvent);
      i++;
      continue;
    }
    single.push(...events.slice(i, i + period));
    emitSingles();
    stretches.push({ kind: "repeats", times: times - 2, period });
    single.push(...events.slice(i + period * (times - 1), i + period * times));
    i += period * times;
  }
  emitSingles();
  return stretches;
}

function repetitionAt(events: readonly TraceEvent[], start: number): { period: number; times: number } {
  for (let period = 1; period <= longestPeriod; period++) {
    let length = period;
    while (start + length < events.length && alike(events, start + length, start + length - period)) length++;
    const times = Math.floor(length / period);
    if (times >= fewestTimes) return { period, times };
  }
  return { period: 1, times: 1 };
}

/** Whether two events are the same but for when they happened and how full a buffer was. */
function alike(events: readonly TraceEvent[], i: number, j: number): boolean {
  return shape(events[i]) === shape(events[j]);
}

function shape(event: TraceEvent | undefined): string {
  if (event === undefined) return "";
  const bytes = "bytes" in event ? event.bytes : "";
  const error = "error" in event ? event.error : "";
  const n = "n" in event ? event.n : "";
  return `${event.name} ${event.conn} ${event.t} ${bytes} ${n} ${error}`;
}
