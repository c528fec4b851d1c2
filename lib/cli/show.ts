/**
 * Prints a recording for a person: what it is a run of, the ladder, what each side knows, why, and what next.
 *
 * @module
 */

import type { Lab } from "../lab/lab.ts";
import { checkClaims } from "../lab/lab.ts";
import { logged, outcomeOf } from "../lab/outcome.ts";
import { drawLadder } from "../ladder/ladder.ts";
import { printable } from "../ladder/printable.ts";
import { ascii, type Palette, unicode } from "../ladder/style.ts";
import { wrap } from "../ladder/wrap.ts";
import type { Recording } from "../trace/recording.ts";
import { seconds } from "../trace/seconds.ts";
import { aboutTheWire } from "./captured_run.ts";
import { describeRun } from "./describe_run.ts";
import { factsOf } from "./facts.ts";
import { invocation } from "./invocation.ts";
import { resultsOf } from "./results.ts";
import { columns, palette, print, wantsColor } from "./terminal.ts";
import { offer } from "./workshop/offer.ts";

/** The options that every command has which shows a recording. */
export interface ShowArgs {
  color: boolean | undefined;
  ascii: boolean;
  notes: boolean;
}

/** Whether the recording has the numbers that the lab's claims are about: the defaults, or one of its presets. */
export function claimsApply(lab: Lab, recording: Recording): boolean {
  const { knobs } = recording.header;
  const values = (preset: object): Record<string, unknown> => ({
    ...Object.fromEntries(Object.entries(lab.knobs).map(([name, spec]) => [name, spec.default])),
    ...preset,
  });
  const matches = (preset: object): boolean =>
    Object.entries(values(preset)).every(([name, value]) => name === "port" || knobs[name] === value);
  return [{}, ...Object.values(lab.presets)].some(matches);
}

/**
 * Prints it.
 *
 * @returns whether every claim that applies holds
 */
export function show(lab: Lab, recording: Recording, args: ShowArgs): boolean {
  const colors = palette(wantsColor(args.color));
  const width = columns();
  const symbols = args.ascii ? ascii : unicode;
  for (const line of heading(lab, recording, colors, width)) print(line);
  print();
  const notes = args.notes ? notesByEvent(lab, recording) : new Map<number, string>();
  const noteOn = (event: { seq: number }): string | undefined => notes.get(event.seq);
  for (const line of drawLadder(recording, { width, symbols, palette: colors, noteOn }))
    print(line.trimEnd());
  print();
  for (const line of aboutTheWire(recording)) for (const part of wrap(line, width)) print(part);
  if (recording.header.capture !== undefined) print();
  for (const line of ending(lab, recording, colors, width)) print(line);
  const held = printClaims(lab, recording, colors, width);
  print();
  if (args.notes) {
    for (const line of factsOf(lab, colors, width)) print(line);
    print();
  }
  print(colors.bold("Try next"));
  for (const { args: command, shows } of lab.next) {
    print(`  ${colors.accent(`${invocation()} ${command}`)}`);
    print(colors.dim(`      ${shows}`));
  }
  const exercise = offer(lab);
  if (exercise !== null) {
    print(`  ${colors.accent(exercise.command)}`);
    for (const line of wrap(exercise.shows, width - 6)) print(colors.dim(`      ${line}`));
  }
  return held;
}

/** What it is a run of. */
export function* heading(
  lab: Lab,
  recording: Recording,
  { bold, dim }: Palette,
  width: number,
): Generator<string> {
  const { title, ranOn, settings } = describeRun(lab, recording);
  yield bold(title);
  yield dim(ranOn);
  for (const line of wrap(settings, width)) yield dim(line);
}

/** What each side knows in the end, and why. */
export function* ending(
  lab: Lab,
  recording: Recording,
  { bold, good, bad }: Palette,
  width: number,
): Generator<string> {
  const log = logged(recording);
  yield `${bold("The server's log:")} ${log.length === 0 ? good("(nothing)") : ""}`.trimEnd();
  for (const line of log) for (const part of wrap(printable(line), width - 2)) yield `  ${part}`;
  const results = resultsOf(recording);
  for (const { who, got, failed } of results)
    yield `${bold(`${who} got:`.padEnd(17))} ${failed ? bad(got) : good(got)}`;
  if (results.length === 1) yield `${bold("The connection:")}   ${endOfConnection(recording)}`;
  yield "";
  yield bold("Why");
  for (const sentence of lab.why(recording)) {
    for (const [i, line] of wrap(sentence, width - 4).entries()) yield `${i === 0 ? "  - " : "    "}${line}`;
  }
}

/** When it was closed, by whom, and how; or that it was not. */
function endOfConnection(recording: Recording): string {
  const { end } = outcomeOf(recording);
  const closed = recording.first("rwc.close");
  const left = recording.first("client.close");
  if (end === "open" && left !== undefined && recording.first("client.putIdleConn") === undefined) {
    const first = closed !== undefined && closed.seq < left.seq ? "server" : "client";
    return `closed by the ${first} at ${seconds((first === "server" && closed !== undefined ? closed : left).t)}`;
  }
  if (end === "open" || closed === undefined) return "kept open for the next request";
  return `closed by the server at ${seconds(closed.t)}, with ${end.toUpperCase()}`;
}

function printClaims(lab: Lab, recording: Recording, { good, bad, dim }: Palette, width: number): boolean {
  if (!claimsApply(lab, recording)) return true;
  const claims = checkClaims(lab, recording);
  const broken = claims.filter(({ seen }) => seen !== null);
  print();
  if (broken.length === 0) {
    const said = `All ${claims.length} claims of this lab hold in this recording.`;
    for (const line of wrap(said, width)) print(good(line));
    return true;
  }
  for (const { text, seen } of broken) {
    print(bad(`does not hold: ${text}`));
    for (const line of wrap(printable(seen ?? ""), width - 2)) print(dim(`  ${line}`));
  }
  return false;
}

/** A note for each event that has one: what is to be known, and where to read it in Go and here. */
export function notesByEvent(lab: Lab, recording: Recording): Map<number, string> {
  const notes = new Map<number, string>();
  for (const { on, text, go, file } of lab.notes) {
    const event = on(recording);
    if (event !== undefined) notes.set(event.seq, `${text(recording)} [Go: ${go}; here: ${file}]`);
  }
  return notes;
}
