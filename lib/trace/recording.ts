/**
 * A recording: a header and the events of one run. Everything that shows something reads recordings only, so a
 * saved one can be looked at on a machine without the runtime that made it.
 *
 * On disk it is NDJSON: a line for the header, a line for each event, and a last line that counts them, by which
 * a file that was cut is told from a whole one.
 *
 * @module
 */

import { EoflabError } from "../errors.ts";
import { type EventName, type EventOf, type Lane, lanes, type TraceEvent } from "./events.ts";

/** The value of a knob: a duration in ms, a number of bytes, a switch, a word. */
export type KnobValue = number | boolean | string;

/** How time went in a run. */
export interface ClockMode {
  readonly mode: "virtual" | "real";
  /** How many times as fast as the machine's clock; 1 on the virtual clock, where it has no meaning. */
  readonly speed: number;
}

/** What a run was: enough to do it again. */
export interface RecordingHeader {
  readonly eoflab: "recording";
  /** The version of this format. */
  readonly version: 1;
  /** The lab's id. */
  readonly lab: string;
  readonly knobs: Readonly<Record<string, KnobValue>>;
  readonly runtime: { readonly name: string; readonly version: string };
  /** What carried the bytes: `node:net`, `Deno.listen`. */
  readonly transport: string;
  readonly clock: ClockMode;
  /** What everything random in the run was made from. */
  readonly seed: number;
  /** What captured the packets of the lane `wire`, and how many it lost (`null`: it does not say); absent, none were. */
  readonly capture?: { readonly program: string; readonly dropped: number | null };
}

/** A header and its events. */
export class Recording {
  readonly header: RecordingHeader;
  readonly events: readonly TraceEvent[];

  constructor(header: RecordingHeader, events: readonly TraceEvent[]) {
    this.header = header;
    this.events = events;
  }

  /** All events of one kind, in order. */
  all<K extends EventName>(name: K): EventOf<K>[] {
    return this.events.filter((e): e is EventOf<K> => e.name === name);
  }

  /** The first event of a kind, if there is one. */
  first<K extends EventName>(name: K): EventOf<K> | undefined {
    return this.events.find((e): e is EventOf<K> => e.name === name);
  }

  /** The last event of a kind, if there is one. */
  last<K extends EventName>(name: K): EventOf<K> | undefined {
    return this.events.findLast((e): e is EventOf<K> => e.name === name);
  }
}

/** Prints a recording as NDJSON, line by line and without line ends. */
export function* formatRecording(recording: Recording): Generator<string> {
  yield JSON.stringify(recording.header);
  for (const event of recording.events) yield JSON.stringify(event);
  yield JSON.stringify({ end: true, events: recording.events.length });
}

/**
 * Reads what `formatRecording` printed.
 *
 * @throws EoflabError BAD_RECORDING: it is no recording, was cut, or a line is damaged; the message says which
 */
export function parseRecording(text: string): Recording {
  const lines = text.split("\n");
  if (lines.at(-1) === "") lines.pop();
  const header = parseHeader(lines[0]);
  const trailer = lines.length > 1 ? tryParse(lines.at(-1)) : undefined;
  if (!isObject(trailer) || trailer.end !== true) {
    throw bad(
      `the recording was cut: its last line, which counts the events, is missing (${lines.length - 1} lines follow the header)`,
    );
  }
  const events = lines.slice(1, -1).map((line, i) => parseEvent(line, i));
  if (events.length !== trailer.events) {
    throw bad(`the recording has ${events.length} events, but its last line says ${String(trailer.events)}`);
  }
  return new Recording(header, events);
}

function parseHeader(line: string | undefined): RecordingHeader {
  const header = tryParse(line);
  if (!isObject(header) || header.eoflab !== "recording") {
    throw bad(
      "this is not a recording of eoflab: its first line is not a header (eoflab run LAB --json makes one)",
    );
  }
  if (header.version !== 1) {
    throw bad(
      `the recording has version ${JSON.stringify(header.version)} of the format; this eoflab reads version 1`,
    );
  }
  const { runtime, clock } = header;
  const whole =
    typeof header.lab === "string" &&
    typeof header.transport === "string" &&
    typeof header.seed === "number" &&
    isObject(header.knobs) &&
    isObject(runtime) &&
    typeof runtime.name === "string" &&
    typeof runtime.version === "string" &&
    isObject(clock) &&
    (clock.mode === "virtual" || clock.mode === "real") &&
    typeof clock.speed === "number";
  if (!whole) throw bad("the header of the recording is incomplete");
  return header as unknown as RecordingHeader;
}

function parseEvent(line: string, index: number): TraceEvent {
  const event = tryParse(line);
  const whole =
    isObject(event) &&
    event.seq === index + 1 &&
    typeof event.t === "number" &&
    typeof event.conn === "number" &&
    typeof event.name === "string" &&
    lanes.includes(event.lane as Lane) &&
    event.name.startsWith(`${String(event.lane)}.`);
  if (!whole) throw bad(`line ${index + 2} of the recording is not event ${index + 1}`);
  return event as unknown as TraceEvent;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

function tryParse(line: string | undefined): unknown {
  try {
    return JSON.parse(line ?? "");
  } catch {
    return undefined;
  }
}

function bad(message: string): EoflabError {
  return new EoflabError("BAD_RECORDING", message);
}
