/**
 * The bench's command line.
 *
 * @module
 */

import { parseArgs } from "node:util";
import { type Case, cases } from "./cases.ts";
import { type Peer, peers } from "./peers.ts";

/** What can be measured, in the order of the report. */
export const parts = ["compare", "memory", "growth", "start", "tracing"] as const;
export type Part = (typeof parts)[number];

export interface Options {
  readonly parts: readonly Part[];
  readonly cases: readonly Case[];
  readonly peers: readonly Peer[];
  readonly rounds: number;
  readonly seconds: number;
  /** Whether it is a look: fewer cases, fewer sizes. */
  readonly quick: boolean;
  /** Where the JSON goes; `-` is stdout, and then no table. */
  readonly json: string | undefined;
  /** Whether a budget that is missed is a failure. */
  readonly check: boolean;
}

export const usage = `usage: npm run bench -- [options]

eoflab's server beside others, in one run: each server pinned to one core, the load to another. All of it takes a quarter
of an hour, in which the machine should do nothing else.

  --parts LIST     of ${parts.join(", ")}; all, or compare alone where --cases is given
  --cases LIST     of ${cases.map(({ name }) => name).join(", ")}
  --peers LIST     of ${peers.map(({ name }) => name).join(", ")}
  --rounds N       how often each server is asked in each case, and twice as often for the small answer; 5
  --seconds N      how long each time; 1
  --quick          a look, in a minute and a half: the small answer alone, in fewer rounds, and no growth
  --json FILE      all numbers, as JSON; - prints them instead of the tables
  --check          exit with 1 when a budget is missed
  --help           this

Exit codes: 0 measured; 1 a budget is missed, with --check; 2 usage; 4 something needed is missing; 130 or 143 interrupted,
by Ctrl-C or SIGTERM: what was finished is shown.
`;

/** A mistake on the command line. */
export class UsageError extends Error {}

/**
 * Reads the command line.
 *
 * @returns `null` if the usage was asked for
 * @throws UsageError
 */
export function readOptions(args: readonly string[]): Options | null {
  const values = parsed(args);
  if (values.help) return null;
  const quick = values.quick === true;
  const usual = quick ? parts.filter((part) => part !== "growth") : parts;
  const whole = values.cases === undefined ? usual : (["compare"] as const);
  const named = parts.map((name) => ({ name }));
  return {
    parts:
      values.parts === undefined ? whole : chosen("--parts", named, values.parts).map(({ name }) => name),
    cases: values.cases === undefined && quick ? cases.slice(0, 1) : chosen("--cases", cases, values.cases),
    peers: chosen("--peers", peers, values.peers),
    rounds: positive("--rounds", values.rounds ?? (quick ? "2" : "5")),
    seconds: positive("--seconds", values.seconds ?? "1"),
    quick,
    json: values.json,
    check: values.check === true,
  };
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        parts: { type: "string" },
        cases: { type: "string" },
        peers: { type: "string" },
        rounds: { type: "string" },
        seconds: { type: "string" },
        quick: { type: "boolean" },
        json: { type: "string" },
        check: { type: "boolean" },
        help: { type: "boolean", short: "h" },
      },
    }).values;
  } catch (err) {
    throw new UsageError(err instanceof Error ? err.message : String(err));
  }
}

/** Those that are named, each once and in their own order, or all. */
function chosen<T extends { readonly name: string }>(
  option: string,
  all: readonly T[],
  list: string | undefined,
): T[] {
  if (list === undefined) return [...all];
  const names = list.split(",");
  const unknown = names.find((name) => !all.some((one) => one.name === name));
  if (unknown !== undefined) {
    throw new UsageError(`${option} ${unknown}: want some of ${all.map((one) => one.name).join(", ")}`);
  }
  return all.filter(({ name }) => names.includes(name));
}

function positive(option: string, text: string): number {
  if (!/^[1-9]\d{0,3}$/.test(text))
    throw new UsageError(`${option} ${text}: want a whole number from 1 to 9999`);
  return Number(text);
}
