/**
 * What a recording of lab 28 says: which line came, what ended the waiting, which deadlines there were.
 *
 * @module
 */

import type { EventOf, Recording } from "../../lib/mod.ts";

/** The connection becomes the handler's; every run has it. */
export function taken(rec: Recording): EventOf<"server.state"> | undefined {
  return rec.all("server.state").find(({ state }) => state === "hijacked");
}

/** The lines that the handler read, in order. */
export function linesRead(rec: Recording): string[] {
  return rec.all("handler.log").flatMap(({ line }) => {
    const text = line.startsWith("echo: line ") ? line.slice("echo: line ".length) : null;
    return text === null ? [] : [JSON.parse(text) as string];
  });
}

/** The handler's first line, as it is logged. */
export function firstLine(rec: Recording): EventOf<"handler.log"> | undefined {
  return rec.first("handler.log");
}

/** What became of the first line that the client sent. */
export function firstCame(rec: Recording): "whole" | "maimed" | "lost" {
  const [line] = linesRead(rec);
  if (line === undefined) return "lost";
  return line === "line 1" ? "whole" : "maimed";
}

/** How many bytes the server had read before the handler took the connection, the request among them. */
export function readBefore(rec: Recording): number {
  const seq = taken(rec)?.seq ?? 0;
  return rec.all("rwc.read").reduce((sum, e) => (e.seq < seq ? sum + e.bytes : sum), 0);
}

/** The length of the request. */
export function requestLength(rec: Recording): number {
  const sent = atob(rec.first("client.write")?.data ?? "");
  return sent.indexOf("\r\n\r\n") + 4;
}

/** How many bytes lay in the bufio.Reader when the handler got it. */
export function buffered(rec: Recording): number {
  return readBefore(rec) - requestLength(rec);
}

/** The echoes that the client read. */
export function echoes(rec: Recording): number {
  return rec.all("client.read").length - 1;
}

/** The deadlines that passed when the connection was the handler's. */
export function passed(rec: Recording): EventOf<"deadline.pass">[] {
  return rec.all("deadline.pass").filter(({ seq }) => seq > (taken(rec)?.seq ?? 0));
}

/** Hijack takes the server's write deadline away. The one for reading is gone before: the request has no body. */
export function cleared(rec: Recording): EventOf<"deadline.clear"> | undefined {
  const [awake, seq] = [rec.first("handler.wake")?.seq ?? 0, taken(rec)?.seq ?? 0];
  return rec.all("deadline.clear").find((e) => e.which === "write" && e.seq > awake && e.seq < seq);
}

/** The client's waiting that came to nothing: its own deadline. */
export function gaveUp(rec: Recording): EventOf<"client.error"> | undefined {
  return rec.first("client.error");
}

/** The server's end of the connection is closed, while the client still waits. */
export function closedByHandler(rec: Recording): EventOf<"rwc.close"> | undefined {
  const gone = rec.first("client.close")?.seq ?? Number.POSITIVE_INFINITY;
  return rec.all("rwc.close").find(({ seq }) => seq < gone);
}
