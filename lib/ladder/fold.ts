/**
 * Folds what repeats: ten thousand writes of one byte are three rows and "9,998 times more".
 *
 * @module
 */

import { unaddressed } from "../trace/addresses.ts";
import type { TraceEvent } from "../trace/events.ts";

/** A stretch of events to draw one by one, or so many that are left out because they repeat those before. */
export type Stretch = { readonly kind: "events"; readonly events: readonly TraceEvent[] } | Repeats;

/** Rounds of `period` events that are left out. */
export interface Repeats {
  readonly kind: "repeats";
  readonly times: number;
  readonly period: number;
  /** The connections of these rounds, if each round is another's. */
  readonly conns: Conns | null;
}

/** Connections with numbers one after the other. */
interface Conns {
  readonly first: number;
  readonly last: number;
}

/** The longest group of events that is recognised when it repeats, or when one connection after the other has it. */
const longestPeriod = { same: 4, next: 12 };

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
    const { period, times, step } = repetitionAt(events, i);
    if (times < fewestTimes) {
      single.push(events[i] as TraceEvent);
      i++;
      continue;
    }
    const first = events.slice(i, i + period);
    const last = events.slice(i + period * (times - 1), i + period * times);
    const conns = { first: (first[0]?.conn ?? 0) + 1, last: (last[0]?.conn ?? 0) - 1 };
    single.push(...first);
    emitSingles();
    stretches.push({ kind: "repeats", times: times - 2, period, conns: step === 0 ? null : conns });
    single.push(...last);
    i += period * times;
  }
  emitSingles();
  return stretches;
}

/** A group that repeats. `step`: whether each round is of the same connections (0), or of the next one (1). */
interface Repetition {
  readonly period: number;
  readonly times: number;
  readonly step: 0 | 1;
}

function repetitionAt(events: readonly TraceEvent[], start: number): Repetition {
  for (const step of [0, 1] as const) {
    const longest = step === 0 ? longestPeriod.same : longestPeriod.next;
    for (let period = 1; period <= longest; period++) {
      let end = start + period;
      while (end < events.length && repeats(events, end, period, step)) end++;
      const times = Math.floor((end - start) / period);
      if (times >= fewestTimes) return { period, times, step };
    }
  }
  return { period: 1, times: 1, step: 0 };
}

/** Whether an event is the same as the one a period before it, and came without a gap. */
function repeats(events: readonly TraceEvent[], at: number, period: number, step: 0 | 1): boolean {
  const [event, previous, before] = [events[at], events[at - 1], events[at - period]] as TraceEvent[];
  if (event === undefined || previous === undefined || before === undefined) return false;
  return !isGap(event.t - previous.t) && event.conn === before.conn + step && alike(event, before, step);
}

/** What may differ between two events that are alike: when they happened, and how full a buffer was. */
const passing: ReadonlySet<string> = new Set(["seq", "t", "conn", "late", "buffered", "available"]);

function alike(a: TraceEvent, b: TraceEvent, step: 0 | 1): boolean {
  if (a.name !== b.name) return false;
  const facts = Object.entries(a);
  const others = b as unknown as Readonly<Record<string, unknown>>;
  return (
    facts.length === Object.keys(b).length &&
    facts.every(
      ([name, fact]) =>
        Object.hasOwn(others, name) && (passing.has(name) || sameFact(fact, others[name], step)),
    )
  );
}

/** Two connections have two addresses, and what names them differs in that. */
function sameFact(a: unknown, b: unknown, step: 0 | 1): boolean {
  if (a === b) return true;
  return step === 1 && typeof a === "string" && typeof b === "string" && unaddressed(a) === unaddressed(b);
}

/** Whether so much time passed between two events that one should see it, in ms. */
export function isGap(ms: number): boolean {
  return ms >= 100;
}
