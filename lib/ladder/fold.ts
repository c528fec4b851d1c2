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

/**
 * Finds what repeats. Of each repetition the first and the last round are kept. Time runs on in a repetition, but
 * one in which somebody waited is not folded: its times are what one wants to see.
 */
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
    let end = start + period;
    while (end < events.length && repeats(events, end, period)) end++;
    const times = Math.floor((end - start) / period);
    if (times >= fewestTimes) return { period, times };
  }
  return { period: 1, times: 1 };
}

/** Whether an event is the same as the one a period before it, and came without a gap. */
function repeats(events: readonly TraceEvent[], at: number, period: number): boolean {
  const [event, previous, before] = [events[at], events[at - 1], events[at - period]] as TraceEvent[];
  if (event === undefined || previous === undefined || before === undefined) return false;
  return !isGap(event.t - previous.t) && alike(event, before);
}

/** What may differ between two events that are alike: when they happened, and how full a buffer was. */
const passing: ReadonlySet<string> = new Set(["seq", "t", "late", "buffered", "available"]);

function alike(a: TraceEvent, b: TraceEvent): boolean {
  if (a.name !== b.name) return false;
  const facts = Object.entries(a);
  const others = b as unknown as Readonly<Record<string, unknown>>;
  return (
    facts.length === Object.keys(b).length &&
    facts.every(([name, fact]) => Object.hasOwn(others, name) && (passing.has(name) || fact === others[name]))
  );
}

/** Whether so much time passed between two events that one should see it, in ms. */
export function isGap(ms: number): boolean {
  return ms >= 100;
}
