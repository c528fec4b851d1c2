/**
 * What a cell is beside the reference: the rules, all of them here. They look at the facts alone, which both have in the same
 * form.
 *
 * @module
 */

import { unaddressed } from "../trace/addresses.ts";
import type { Cell } from "./cell.ts";
import type { Facts } from "./setting.ts";

/** The verdicts, in the words. */
export type Verdict = "same" | "equivalent" | "different" | "impossible" | "absent" | "failed" | "wavering";

/** A verdict, and what it rests on. */
export interface Judged {
  readonly verdict: Verdict;
  /** What differs, or why there is nothing to compare; empty for `same`. */
  readonly because: readonly string[];
}

/** What a fact is about, by its first name: what the handler was told, what the client got, how the connection ended. */
export type Group = "told" | "got" | "end";

const told = new Set([
  "calls",
  "aborted",
  "finished",
  "log",
  "writeError",
  "written",
  "handled",
  "served",
  "requests",
  "waited",
  "body",
  "told",
  "shutdown",
  "inOrder",
  "buffered",
  "states",
  "sockets",
]);
const end = new Set(["end", "kept", "endedFirst", "closedByServer", "open", "halfEnd", "ending"]);

/** The group of a fact. */
export function groupOf(name: string): Group {
  if (told.has(name)) return "told";
  return end.has(name) ? "end" : "got";
}

/** Judges a cell. @param repeats what the cell came to when it was run again */
export function judge(cell: Cell, reference: Facts, repeats: readonly (Facts | null)[] = []): Judged {
  if (cell.state !== "ran" || cell.facts === null) {
    const verdict = cell.state === "ran" ? "failed" : cell.state;
    return { verdict, because: cell.reason === null ? [] : [cell.reason] };
  }
  const { facts } = cell;
  const wavers = waversIn(facts, repeats);
  if (wavers.length > 0) return { verdict: "wavering", because: wavers };
  const differences = differencesOf(facts, reference);
  const major = differences.filter(({ isMinor }) => !isMinor);
  const because = [...new Set((major.length > 0 ? major : differences).map(({ what }) => what))];
  if (major.length > 0) return { verdict: "different", because };
  return because.length > 0 ? { verdict: "equivalent", because } : { verdict: "same", because: [] };
}

/** In what the runs of a cell differ, with what it was one time and another. */
function waversIn(facts: Facts, repeats: readonly (Facts | null)[]): string[] {
  const ran = repeats.filter((again) => again !== null);
  const names = new Set(
    ran.flatMap((again) =>
      // The page of an error is the server's own, and may have its address in it.
      differingNames(facts, again).filter((name) => name !== "sha256" || !isError(facts) || !isError(again)),
    ),
  );
  const wavers = [...names].map((name) => {
    const values = new Set([facts, ...ran].map((run) => stable(run[name]) ?? "nothing"));
    const [first, second, ...more] = values;
    const others = more.length === 0 ? "" : ` (and ${more.length} more)`;
    return `${name}: one time ${first}, another ${second}${others}`;
  });
  return ran.length === repeats.length ? wavers : [...wavers, "one time it did not run"];
}

/** The names of the facts that two runs do not share. */
function differingNames(a: Facts, b: Facts): string[] {
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].filter((name) => !same(a[name], b[name]));
}

interface Difference {
  /** In words. */
  readonly what: string;
  /** Whether only the wording or the look is another, and nothing that anybody decides by. */
  readonly isMinor: boolean;
}

/** What is said of a group that differs. */
const said: Readonly<Record<Group, string>> = {
  told: "the handler is told something else",
  got: "the client gets something else",
  end: "the connection ends otherwise",
};

function differencesOf(facts: Facts, reference: Facts): Difference[] {
  return differingNames(facts, reference).map((name) => {
    const minor = minorOf(name, facts[name], reference[name], facts, reference);
    return minor === null ? { what: said[groupOf(name)], isMinor: false } : { what: minor, isMinor: true };
  });
}

/** Why a difference is a minor one; `null` if it is none. */
function minorOf(name: string, a: unknown, b: unknown, facts: Facts, reference: Facts): string | null {
  if (name === "sockets" && a === undefined) return "the sockets' own settings are not looked at here";
  if (name === "waited" && a === undefined) return "who had to wait is not looked at here";
  if (name === "said") return "another Connection field";
  if (name === "header" && typeof a === "string" && typeof b === "string") {
    return statusOf(a) === statusOf(b) ? "another header" : null;
  }
  if (name === "log" && Array.isArray(a) && Array.isArray(b) && a.length > 0 && b.length > 0) {
    return "another line in the log";
  }
  if (same(withoutWords(a), withoutWords(b))) return "an error in other words";
  // The page of an error has another text.
  if ((name === "client" || name === "sha256") && isError(facts) && isError(reference)) {
    const client = (value: unknown) => ({ ...Object(value), bytes: 0, error: null });
    if (name === "sha256" || same(client(a), client(b))) return "another text of the error page";
  }
  return null;
}

function statusOf(header: string): string {
  return header.slice(9, 12);
}

function isError(facts: Facts): boolean {
  const { status } = Object(facts.client) as { status?: number | null };
  return typeof status === "number" && status >= 400;
}

/** With each error's text replaced: that there is one is left. */
function withoutWords(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutWords);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      name,
      name === "error" && typeof inner === "string" ? "an error" : withoutWords(inner),
    ]),
  );
}

function same(a: unknown, b: unknown): boolean {
  return stable(a) === stable(b);
}

/** As JSON, its names in order, with any Date and any address the same; `undefined` has none. */
function stable(value: unknown): string | undefined {
  return JSON.stringify(value, (_, inner: unknown) => {
    if (typeof inner === "string") return unaddressed(inner.replace(/^date: .*$/im, "Date: some"));
    if (typeof inner !== "object" || inner === null || Array.isArray(inner)) return inner;
    return Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}
