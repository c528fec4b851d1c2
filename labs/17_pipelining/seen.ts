/**
 * What the parts of lab 17 look for in its recording.
 *
 * @module
 */

import type { EventOf, Recording } from "../../lib/mod.ts";
import { count } from "./requests.ts";

/** What came of one of the requests. */
export interface Fate {
  /** Its number, from 1. */
  readonly number: number;
  /** Whether its handler was called. */
  readonly ran: boolean;
  /** The status of its answer; `null` if none came. */
  readonly status: number | null;
  /** What the client has instead of an answer; `null` where it has one. */
  readonly error: string | null;
}

/** What came of each of the requests. The client tells answers apart by their order alone. */
export function fates(rec: Recording): Fate[] {
  const results = rec.all("client.result");
  return Array.from({ length: count }, (_, i) => {
    const result = results[i] ?? results.at(-1);
    const isAnswered = results[i] !== undefined && result?.error === null;
    return {
      number: i + 1,
      ran: startOf(rec, i + 1) !== undefined,
      status: isAnswered ? (result?.status ?? null) : null,
      error: isAnswered ? null : (result?.error ?? endOf(rec)),
    };
  });
}

/** How the connection ended for a client that waits for another answer. */
function endOf(rec: Recording): string | null {
  return rec.first("client.fin") === undefined ? null : "EOF";
}

/** The call of a request's handler. */
export function startOf(rec: Recording, number: number): EventOf<"handler.start"> | undefined {
  return rec.all("handler.start").find(({ target }) => target === `/${number}`);
}

/** The requests whose handlers were called, in that order. */
export function handled(rec: Recording): string[] {
  return rec.all("handler.start").map(({ target }) => target);
}

/** How many answers came. */
export function answered(rec: Recording): number {
  return fates(rec).filter(({ status }) => status !== null).length;
}

/** The requests that have no answer. */
export function unanswered(rec: Recording): Fate[] {
  return fates(rec).filter(({ status }) => status === null);
}

/** The event with which the client has its answer to a request, or knows that there will be none. */
export function knows(rec: Recording, number: number): EventOf<"client.result"> | undefined {
  const results = rec.all("client.result");
  return results[number - 1] ?? results.at(-1);
}

/** Numbers in words: `1`, `2 and 3`, `1, 2 and 3`. */
export function listed(numbers: readonly number[]): string {
  const last = numbers.at(-1);
  if (numbers.length < 2) return String(last ?? "none");
  return `${numbers.slice(0, -1).join(", ")} and ${last}`;
}
