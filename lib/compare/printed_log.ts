/**
 * The log of a server that prints it by itself: Deno.serve and Bun.serve write to standard error what a handler throws, and
 * ask nobody. The process is over when it is read, so that it stands at the end of the recording.
 *
 * @module
 */

import type { TraceEvent } from "../trace/events.ts";
import { Recording } from "../trace/recording.ts";

/** The recording with what was printed of each error that a handler has thrown. */
export function withPrintedLog(recording: Recording, stderr: string): Recording {
  const { header, events } = recording;
  const t = events.at(-1)?.t ?? 0;
  const lines = stderr.split(/\r?\n/).filter((line) => !isSource(line));
  const printed = recording.all("handler.return").flatMap(({ conn, error }) => {
    const line = error === null ? undefined : lines.find((one) => one.includes(error));
    return line === undefined ? [] : [{ conn, line: line.trim() }];
  });
  const added = printed.map(
    ({ conn, line }, i): TraceEvent => ({
      seq: events.length + i + 1,
      t,
      lane: "server",
      conn,
      name: "server.log",
      line,
    }),
  );
  return new Recording(header, [...events, ...added]);
}

/** Bun shows the source around the place: `49 |   throw new Error("no such order")`. */
function isSource(line: string): boolean {
  return /^\s*\d+ \|/.test(line);
}
