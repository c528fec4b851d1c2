/**
 * What came out differently in two runs of a lab: for somebody who has changed a knob.
 *
 * @module
 */

import type { Recording } from "../trace/recording.ts";
import { seconds } from "../trace/seconds.ts";
import { type Call, outcomeOf } from "./outcome.ts";

/** Something that is another in the second run. */
export interface Difference {
  /** What: `the client got`. */
  readonly what: string;
  readonly before: string;
  readonly after: string;
}

/** Compares what the knobs were, what the handler was told, what the client got, and how the connection ended. */
export function differences(before: Recording, after: Recording): Difference[] {
  const [first, second] = [before, after].map(aspects) as [Map<string, string>, Map<string, string>];
  const all = [...new Set([...first.keys(), ...second.keys()])];
  return all.flatMap((what) => {
    const pair = { what, before: first.get(what) ?? "nothing", after: second.get(what) ?? "nothing" };
    return pair.before === pair.after ? [] : [pair];
  });
}

function aspects(recording: Recording): Map<string, string> {
  const { calls, client, end, log } = outcomeOf(recording);
  const closed = recording.first("rwc.close");
  const header = recording.first("chunkWriter.header");
  return new Map([
    ...Object.entries(recording.header.knobs).map(([name, value]): [string, string] => [
      `knob ${name}`,
      String(value),
    ]),
    ["the handler was told", calls.map(callText).join("; ") || "nothing"],
    ["the body was framed by", header === undefined ? "nothing" : header.framing],
    ["the client got", client.error ?? `${client.status}, ${client.bytes} bytes`],
    ["the connection", end === "open" ? "stayed open" : `ended with ${end.toUpperCase()}`],
    ["the server closed it", closed === undefined ? "never" : `at ${seconds(closed.t)}`],
    ["the server's log", log.join("; ") || "nothing"],
  ]);
}

function callText({ call, n, error, times }: Call): string {
  const took = n === undefined ? "" : ` = ${n}`;
  return `${times === 1 ? "" : `${times} times `}${call}${took}${error === null ? ", no error" : `, ${error}`}`;
}
