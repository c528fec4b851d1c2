/**
 * What can be changed in lab 28.
 *
 * @module
 */

import type { KnobValues } from "../../lib/lab/knob.ts";

export const knobs = {
  early: {
    kind: "choice",
    default: "with",
    of: ["with", "behind", "after"],
    help: "when the client sends its first line: with the request, in one segment; behind it, while the handler still works; after the 101",
  },
  readFrom: {
    kind: "choice",
    default: "conn",
    of: ["conn", "bufrw"],
    help: "what the handler reads its lines from: the bare connection, or the bufio.Reader that Hijack gives with it",
  },
  flush: {
    kind: "switch",
    default: true,
    help: "whether the handler flushes the bufio.Writer behind each echo",
  },
  end: {
    kind: "choice",
    default: "close",
    of: ["close", "return", "write"],
    help: "what the handler does at the end: close the connection, only return, or call w.write before it closes",
  },
  lines: { kind: "integer", default: 2, min: 1, max: 5, help: "how many lines the client has to send" },
  work: {
    kind: "duration",
    default: 100,
    min: 1,
    max: 3_600_000,
    help: "how long the handler works before it takes the connection, and on each line",
  },
  idle: {
    kind: "duration",
    default: 0,
    min: 0,
    max: 3_600_000,
    help: "the read deadline that the handler sets itself before each line; 0: none",
  },
  readTimeout: {
    kind: "duration",
    default: 5_000,
    min: 0,
    max: 3_600_000,
    help: "the server's; it is not to pass before the connection is taken",
  },
  writeTimeout: {
    kind: "duration",
    default: 10_000,
    min: 0,
    max: 3_600_000,
    help: "the server's; it is not to pass before the connection is taken",
  },
  patience: {
    kind: "duration",
    default: 30_000,
    min: 1,
    max: 3_600_000,
    help: "how long the client waits for an echo, or for the end, before it goes",
  },
} as const;

/** The knobs of a run. */
export type Knobs = KnobValues<typeof knobs>;

/** What is wrong with knobs that are each allowed. */
export function conflict({ idle, work, patience, readTimeout, writeTimeout }: Knobs): string | null {
  if (idle > 0 && (idle <= work || idle >= patience))
    return `idle=${idle} would pass while the handler works or when the client has gone: want it between work and patience`;
  if ([readTimeout, writeTimeout].some((limit) => limit > 0 && limit <= work))
    return "a timeout of the server would pass before the connection is taken: want it to be longer than work";
  return null;
}
