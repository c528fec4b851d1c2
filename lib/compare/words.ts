/**
 * The facts of a cell in words, for a table: what the handler was told, what the client got, how the connection ended. One way
 * for the facts of all labs, and for Go's as for the others'.
 *
 * @module
 */

import { unaddressed } from "../trace/addresses.ts";
import type { Recording } from "../trace/recording.ts";
import type { Facts } from "./setting.ts";
import { type Group, groupOf } from "./verdict.ts";
import { whenEnded } from "./when.ts";

/** The three texts. */
export type Words = Readonly<Record<Group, string>>;

/** Puts facts into words. @param recording by which it is told when the connection ended; there is none of Go */
export function wordsOf(facts: Facts, recording: Recording | null): Words {
  const parts: Record<Group, string[]> = { told: [], got: [], end: [] };
  for (const [name, value] of Object.entries(facts)) {
    // The bytes are in the recording; whether they are the same, the verdict says.
    if (name === "header" || name === "sha256" || name === "sockets") continue;
    const text = textOf(name, value);
    if (text !== "") parts[groupOf(name)].push(text);
  }
  const knew = knowledge(facts);
  if (knew !== null) parts.told.push(knew);
  const when = recording === null || parts.end.length === 0 ? null : whenEnded(recording);
  if (when !== null) parts.end.push(when);
  const text = (group: Group): string => unaddressed(parts[group].join("; "));
  return { told: text("told"), got: text("got"), end: text("end") };
}

/** Whether the handler could know that the client has no whole answer; `null` where that is not told. */
function knowledge({ calls, log, client }: Facts): string | null {
  if (!Array.isArray(calls) || !Array.isArray(log) || typeof client !== "object" || client === null)
    return null;
  const { status, error, bytes } = client as ResultFacts;
  if (error === null && calls.length === 0) return null;
  const hasFailed = (calls as CallFacts[]).some(({ error }) => error !== null);
  const written = (calls as CallFacts[]).reduce((sum, { n = 0, times }) => sum + n * times, 0);
  if (error === null && !hasFailed && bytes === written) return "nothing to know: all of it arrived";
  if (hasFailed || log.length > 0) return "it could know";
  return error === null && isErrorPage(status) ? null : "it could not know";
}

/** Then the body is the server's, and not what the handler wrote. */
function isErrorPage(status: number | null): boolean {
  return status !== null && status >= 400;
}

function textOf(name: string, value: unknown): string {
  switch (name) {
    case "calls":
      return callsText(value as readonly CallFacts[]);
    case "log":
      return logText(value as readonly string[]);
    case "client":
      return resultText(value as ResultFacts);
    case "end":
      return { fin: "FIN", rst: "RST", open: "stays open" }[String(value)] ?? String(value);
    case "kept":
      return value === true ? "is kept" : "is not kept";
    default:
      return `${name}: ${plain(value)}`;
  }
}

interface CallFacts {
  readonly call: string;
  readonly n?: number;
  readonly error: string | null;
  readonly times: number;
}

function callsText(calls: readonly CallFacts[]): string {
  return calls
    .map(({ call, n, error, times }) => {
      const what = n === undefined ? call : `${call} ${n}`;
      return `${what}${times > 1 ? ` ×${times}` : ""}: ${error === null ? "ok" : short(error)}`;
    })
    .join(", ");
}

function logText(lines: readonly string[]): string {
  return lines.length === 0 ? "log clean" : `log: ${lines.map(short).join(" | ")}`;
}

interface ResultFacts {
  readonly status: number | null;
  readonly bytes?: number;
  readonly error: string | null;
}

function resultText({ status, bytes, error }: ResultFacts): string {
  if (status === null) return error === null ? "nothing" : short(error);
  const size = bytes === undefined ? "" : `, ${bytes} bytes`;
  return `${status}${size}${error === null ? "" : `, then ${short(error)}`}`;
}

/** Any other fact. */
function plain(value: unknown): string {
  if (value === null) return "none";
  if (typeof value === "string") return short(value);
  if (Array.isArray(value)) return value.length === 0 ? "none" : value.map(plain).join(", ");
  if (typeof value !== "object") return String(value);
  if ("status" in value && "error" in value) return resultText(value as ResultFacts);
  return Object.entries(value)
    .map(([name, inner]) => `${name} ${plain(inner)}`)
    .join(" ");
}

/** An error without who it is about: that is always the same two. */
function short(text: string): string {
  return text
    .replace(/^(Get|Post|Put) "http:\/\/SERVER[^"]*": /, "")
    .replace(/^(read|write) tcp (SERVER->CLIENT|CLIENT->SERVER): /, "")
    .replace(/^([A-Z_]{5,}): .*/, "$1");
}
