/**
 * What came of a run, in the form in which real Go's runs are recorded (labs/reference): so that the two can be
 * compared, field by field.
 *
 * @module
 */

import { addressNames } from "../trace/addresses.ts";
import type { TraceEvent } from "../trace/events.ts";
import type { Recording } from "../trace/recording.ts";

/** What one call of the handler returned, and how often in a row. */
export interface Call {
  readonly call: "write" | "flush";
  /** How many bytes were taken; a flush has none. */
  readonly n?: number;
  readonly error: string | null;
  readonly times: number;
}

/** What came of one exchange. Addresses are written SERVER and CLIENT. */
export interface Outcome {
  /** What the handler's calls returned, in order. */
  readonly calls: readonly Call[];
  /** What the client's caller got. */
  readonly client: { readonly status: number | null; readonly bytes: number; readonly error: string | null };
  /** The header of the answer as it was on the wire, with Date's value replaced; `null` if none came. */
  readonly header: string | null;
  /** The SHA-256 of the body in hex; `null` if there was no answer. */
  readonly sha256: string | null;
  /** How the server ended the connection, as the client saw it; `open`: it did not. */
  readonly end: "fin" | "rst" | "open";
  /** The lines of the server's log: its own, and those of the handler. */
  readonly log: readonly string[];
}

/** What stands for the date in a header, whenever it was made. */
const someDate = "Thu, 01 Jan 1970 00:00:00 GMT";

/** Reads the outcome of a run with one exchange from its recording. */
export function outcomeOf(recording: Recording): Outcome {
  const named = addressNames(recording);
  const result = recording.last("client.result");
  const error = result?.error ?? null;
  return {
    calls: callsOf(recording, named),
    client: {
      status: result?.status ?? null,
      bytes: result?.bytes ?? 0,
      error: error === null ? null : named(error),
    },
    header: headerOf(recording),
    sha256: result?.sha256 ?? null,
    end: endOf(recording),
    log: logged(recording).map(named),
  };
}

/** The lines of the server's log, in order: its own, and those of the handler and what is around it. */
export function logged(recording: Recording): string[] {
  return recording.events.flatMap((e) =>
    e.name === "server.log" || e.name === "handler.log" ? [e.line] : [],
  );
}

function callsOf(recording: Recording, named: (text: string) => string): Call[] {
  const calls: Call[] = [];
  for (const event of recording.events) {
    const call = callOf(event, named);
    if (call === null) continue;
    const last = calls.at(-1);
    if (last !== undefined && last.call === call.call && last.n === call.n && last.error === call.error) {
      calls[calls.length - 1] = { ...last, times: last.times + 1 };
    } else {
      calls.push(call);
    }
  }
  return calls;
}

function callOf(event: TraceEvent, named: (text: string) => string): Call | null {
  if (event.name !== "handler.wrote" && event.name !== "handler.flushed") return null;
  const error = event.error === null ? null : named(event.error);
  if (event.name === "handler.flushed") return { call: "flush", error, times: 1 };
  return { call: "write", n: event.n, error, times: 1 };
}

function headerOf(recording: Recording): string | null {
  const bytes = recording
    .all("client.read")
    .map(({ data }) => atob(data))
    .join("");
  const end = bytes.indexOf("\r\n\r\n");
  if (end === -1) return null;
  return bytes.slice(0, end + 4).replace(/^Date: .*$/m, `Date: ${someDate}`);
}

/** By what came before the client closed its own end. */
function endOf(recording: Recording): "fin" | "rst" | "open" {
  for (const event of recording.events) {
    if (event.name === "client.fin") return "fin";
    if (event.name === "client.error" && event.error.endsWith("connection reset by peer")) return "rst";
    if (event.name === "client.close") return "open";
  }
  return "open";
}
