/**
 * What differs between two recordings, event by event.
 *
 * @module
 */

import { addressNames } from "./addresses.ts";
import { align } from "./align.ts";
import type { TraceEvent } from "./events.ts";
import type { Recording } from "./recording.ts";

/** An event of both recordings, of the first one alone, or of the second one alone. */
export type Step =
  | {
      readonly kind: "both";
      readonly left: TraceEvent;
      readonly right: TraceEvent;
      /** Whether from here on the second recording is ahead or behind by another time than before. */
      readonly shifts: boolean;
    }
  | { readonly kind: "left"; readonly left: TraceEvent }
  | { readonly kind: "right"; readonly right: TraceEvent };

/**
 * Aligns the events of two recordings. Two events are the same if they have the same name, connection and facts,
 * whichever ports the system chose and whenever they happened. When they happened is compared if both recordings are of
 * the virtual clock: on a real one no two runs have the same times.
 */
export function diffEvents(left: Recording, right: Recording): Step[] {
  const numbers = new Map<string, number>();
  const matches = align(identities(left, numbers), identities(right, numbers));
  const timed = [left, right].every(({ header }) => header.clock.mode === "virtual");
  const steps: Step[] = [];
  let [i, j, shift] = [0, 0, 0];
  const single = (toLeft: number, toRight: number): void => {
    for (const event of left.events.slice(i, toLeft)) steps.push({ kind: "left", left: event });
    for (const event of right.events.slice(j, toRight)) steps.push({ kind: "right", right: event });
  };
  for (const match of matches) {
    single(match.left, match.right);
    for (let n = 0; n < match.length; n++) {
      const pair = { left: left.events[match.left + n], right: right.events[match.right + n] };
      const { left: was, right: is } = pair as { left: TraceEvent; right: TraceEvent };
      const shifts = timed && is.t - was.t !== shift;
      shift = is.t - was.t;
      steps.push({ kind: "both", left: was, right: is, shifts });
    }
    [i, j] = [match.left + match.length, match.right + match.length];
  }
  single(left.events.length, right.events.length);
  return steps;
}

/** Whether a step tells of a difference. */
export function differs(step: Step): boolean {
  return step.kind !== "both" || step.shifts;
}

/** A number for each event; events that are the same have the same one. */
function identities(recording: Recording, numbers: Map<string, number>): Int32Array {
  const named = addressNames(recording);
  return Int32Array.from(recording.events, (event) => {
    const identity = named(JSON.stringify(factsOf(event)));
    const number = numbers.get(identity) ?? numbers.size;
    numbers.set(identity, number);
    return number;
  });
}

/** What is another in each run: the event's place and time, those of a packet, and how long ago a deadline was. */
const passing: ReadonlySet<string> = new Set(["seq", "t", "late", "number", "time"]);

/** An event's facts in the order of their names; bytes as their text, without the date. */
function factsOf(event: TraceEvent): [name: string, fact: unknown][] {
  return Object.entries(event)
    .filter(([name]) => !passing.has(name))
    .map(([name, fact]): [string, unknown] => [name, lasting(name, fact)])
    .sort(([a], [b]) => (a < b ? -1 : 1));
}

/** A fact without what is another in each run: the date, and a packet's ports, timestamps and frame numbers. */
function lasting(name: string, fact: unknown): unknown {
  if (name === "data") return textOf(fact);
  if (name !== "info") return fact;
  return String(fact).replace(/\d+ → \d+|(?<=TS(?:val|ecr)=)\d+|(?<=Dup ACK )\d+/g, "");
}

function textOf(data: unknown): unknown {
  try {
    return atob(String(data)).replace(/^Date: [^\r\n]*/m, "Date: ");
  } catch {
    // A recording from a file may hold anything.
    return data;
  }
}
