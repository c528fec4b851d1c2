/**
 * What the clients of a run got in the end, one by one; a crowd of which each got the same is told of once.
 *
 * @module
 */

import { printable } from "../ladder/printable.ts";
import { unaddressed } from "../trace/addresses.ts";
import type { EventOf } from "../trace/events.ts";
import type { Recording } from "../trace/recording.ts";

type Result = EventOf<"client.result">;

/** As many clients with results that are alike are told of together. */
const crowd = 4;

/** What a client got, or several alike. */
export interface Got {
  readonly who: string;
  readonly got: string;
  readonly failed: boolean;
}

/** What the clients got, in the order of their connections. */
export function resultsOf(recording: Recording): Got[] {
  const results = recording.all("client.result").toSorted((a, b) => a.conn - b.conn);
  const list: Got[] = [];
  const isOne = results.every(({ conn }) => conn === results[0]?.conn);
  for (let i = 0; i < results.length; ) {
    const alike = alikeFrom(results, i);
    const [first, last] = [results[i], results[i + alike - 1]] as [Result, Result];
    const failed = first.error !== null;
    if (alike >= crowd) {
      const who = `Each of clients #${first.conn} to #${last.conn}`;
      list.push({ who, got: unaddressed(describeResult(first)), failed });
      i += alike;
    } else {
      const several = isOne ? `Request ${i + 1}` : `Client #${first.conn}`;
      const who = results.length === 1 ? "The client" : several;
      list.push({ who, got: describeResult(first), failed });
      i++;
    }
  }
  return list;
}

/** How many clients from here on, one after the other, have the same result. */
function alikeFrom(results: readonly Result[], start: number): number {
  const first = results[start] as Result;
  const text = unaddressed(describeResult(first));
  let n = 1;
  for (let next = results[start + n]; next !== undefined; next = results[start + n]) {
    if (next.conn !== first.conn + n || unaddressed(describeResult(next)) !== text) break;
    n++;
  }
  return n;
}

/** What the program that asked has in the end. */
function describeResult({ status, bytes, error }: Result): string {
  if (status === null) return printable(error ?? "nothing");
  return printable(`${status}, ${bytes} bytes${error === null ? "" : `, then ${error}`}`);
}
