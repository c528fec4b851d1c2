/**
 * What came out differently in two runs of a lab: for somebody who has changed a knob.
 *
 * @module
 */

import { addressNames } from "../trace/addresses.ts";
import type { EventOf } from "../trace/events.ts";
import type { Recording } from "../trace/recording.ts";
import { seconds } from "../trace/seconds.ts";
import { formatAnswer } from "./answer.ts";
import type { Lab } from "./lab.ts";
import { type Call, outcomeOf } from "./outcome.ts";

/** Something that is another in the second run. */
export interface Difference {
  /** What: `the client got`. */
  readonly what: string;
  readonly before: string;
  readonly after: string;
}

/** The questions that are asked about both runs and have another answer now. */
export function answerDifferences(lab: Lab, before: Recording, after: Recording): Difference[] {
  return lab.questions.flatMap((question) => {
    if (question.before(before) === undefined || question.before(after) === undefined) return [];
    const [first, second] = [before, after].map((rec) => formatAnswer(question, question.answer(rec)));
    if (first === undefined || second === undefined || first === second) return [];
    return [{ what: question.text(after), before: first, after: second }];
  });
}

/** Compares the knobs, each by its name. */
export function knobDifferences(before: Recording, after: Recording): Difference[] {
  const knobs = ({ header }: Recording): Aspects =>
    new Map(Object.entries(header.knobs).map(([name, value]) => [name, String(value)]));
  return compare(knobs(before), knobs(after));
}

/**
 * Compares what the handler was told, what the client got, and how the connection ended; and when, if both runs are of the
 * virtual clock: on a real one no two runs have the same times.
 */
export function outcomeDifferences(before: Recording, after: Recording): Difference[] {
  const timed = [before, after].every(({ header }) => header.clock.mode === "virtual");
  return compare(outcome(before, timed), outcome(after, timed));
}

/** What there is to compare, each by its name. */
type Aspects = ReadonlyMap<string, string>;

function compare(first: Aspects, second: Aspects): Difference[] {
  const all = [...new Set([...first.keys(), ...second.keys()])];
  return all.flatMap((what) => {
    const pair = { what, before: first.get(what) ?? "nothing", after: second.get(what) ?? "nothing" };
    return pair.before === pair.after ? [] : [pair];
  });
}

function outcome(recording: Recording, timed: boolean): Aspects {
  const { calls, end, log } = outcomeOf(recording);
  const closed = recording.first("rwc.close");
  const header = recording.first("chunkWriter.header");
  const named = addressNames(recording);
  const results = recording.all("client.result").map((result) => named(describeResult(result)));
  return new Map([
    ["the handler was told", calls.map(callText).join("; ") || "nothing"],
    ["the body was framed by", header === undefined ? "nothing" : header.framing],
    ["the client got", inARow(results).join("; ") || "nothing"],
    ["the connection", end === "open" ? "stayed open" : `ended with ${end.toUpperCase()}`],
    ["the server closed it", closed === undefined ? "never" : timed ? `at ${seconds(closed.t)}` : "yes"],
    ["the server's log", log.map(named).join("; ") || "nothing"],
  ]);
}

function callText({ call, n, error, times }: Call): string {
  const took = n === undefined ? "" : ` = ${n}`;
  return `${times === 1 ? "" : `${times} times `}${call}${took}${error === null ? ", no error" : `, ${error}`}`;
}

function describeResult({ status, bytes, error }: EventOf<"client.result">): string {
  if (status === null) return error ?? "nothing";
  return `${status}, ${bytes} bytes${error === null ? "" : `, then ${error}`}`;
}

/** Texts that follow each other and are the same, as one. */
function inARow(texts: readonly string[]): string[] {
  const rows: { text: string; times: number }[] = [];
  for (const text of texts) {
    const last = rows.at(-1);
    if (last?.text === text) last.times++;
    else rows.push({ text, times: 1 });
  }
  return rows.map(({ text, times }) => (times === 1 ? text : `${times} times ${text}`));
}
