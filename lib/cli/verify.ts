/**
 * `eoflab verify`: runs labs at their default knobs and checks their claims, on the runtime that it is started with.
 *
 * @module
 */

import process from "node:process";
import type { CommandModule } from "yargs";
import { labs } from "../../labs/mod.ts";
import type { Lab } from "../lab/lab.ts";
import { held, type Verified, verifyLab } from "../lab/verify.ts";
import { printable } from "../ladder/printable.ts";
import type { Palette } from "../ladder/style.ts";
import { ascii, unicode } from "../ladder/style.ts";
import { wrap } from "../ladder/wrap.ts";
import { runtime, type TransportName } from "../net/platform.ts";
import { seconds } from "../trace/seconds.ts";
import { exit, UsageError } from "./exit.ts";
import { findLab } from "./find_lab.ts";
import { interruptible } from "./interrupt.ts";
import { once, transportOption } from "./options.ts";
import { columns, note, palette, print, wantsColor } from "./terminal.ts";

interface VerifyArgs {
  labs: string[];
  repeat: string | undefined;
  transport: TransportName | undefined;
  tap: boolean;
  json: boolean;
  color: boolean | undefined;
  ascii: boolean;
}

/** More repetitions than anybody has the patience for. */
const mostRepeats = 10_000;

export const verify: CommandModule<object, VerifyArgs> = {
  builder: (y) =>
    transportOption(y)
      .positional("labs", {
        type: "string",
        array: true,
        default: [],
        describe: "Names or numbers of labs; all of them if none is given",
      })
      .option("repeat", {
        type: "string",
        requiresArg: true,
        coerce: once<string>("repeat"),
        describe: "Run each N times: every run must hold, and be the same",
      })
      .option("tap", { type: "boolean", default: false, describe: "Print TAP 14" })
      .option("json", { type: "boolean", default: false, describe: "Print the results as JSON" })
      .option("color", { type: "boolean", describe: "Colours, or none (--no-color)" })
      .option("ascii", { type: "boolean", default: false, describe: "Draw with ASCII characters only" })
      .example("$0 verify", "All labs")
      .example("$0 verify silent-eof --repeat 20", "One of them, twenty times")
      .example("$0 verify --tap", "For tap, or another reader of TAP") as never,
  handler: async (args) => {
    if (args.tap && args.json) throw new UsageError("--tap and --json: want one of them");
    const chosen = args.labs.length === 0 ? labs : args.labs.map(findLab);
    const repeat = repeats(args.repeat);
    const print = args.tap ? printTap : args.json ? printJson : printLines(args);
    const all = await interruptible((signal) =>
      verifyAll(chosen, { ...args, repeat, signal }, (result, i) => print.one?.(result, i)),
    );
    print.all(all);
    process.exitCode = exitCodeOf(all);
  },
};

/** A claim that does not hold counts more than a run that could not be made. */
function exitCodeOf(all: readonly Verified[]): number {
  if (all.every(held)) return exit.held;
  return all.some((v) => v.error === null && !held(v)) ? exit.didNotHold : exit.inconclusive;
}

/** @throws UsageError for what is no whole number from 1 */
function repeats(written: string | undefined): number {
  const n = Number(written ?? 1);
  if (Number.isInteger(n) && n >= 1 && n <= mostRepeats) return n;
  throw new UsageError(`--repeat ${written}: want a whole number from 1 to ${mostRepeats}`);
}

/** Verifies labs one after the other, and says what came of each. */
async function verifyAll(
  chosen: readonly Lab[],
  options: { repeat: number; transport: TransportName | undefined; signal: AbortSignal },
  one: (result: Verified, index: number) => void,
): Promise<Verified[]> {
  const { repeat, transport, signal } = options;
  const all: Verified[] = [];
  for (const lab of chosen) {
    const result = await verifyLab(lab, {
      repeat,
      signal,
      ...(transport === undefined ? {} : { transport }),
    });
    one(result, all.length);
    all.push(result);
  }
  return all;
}

/** How results are printed: each when it is there, and all of them in the end. */
interface Printer {
  readonly one?: (result: Verified, index: number) => void;
  readonly all: (results: readonly Verified[]) => void;
}

/** For a person. */
function printLines({ color, ascii: plainly }: VerifyArgs): Printer {
  const colors = palette(wantsColor(color));
  const symbols = plainly ? ascii : unicode;
  return {
    one: (result) => {
      for (const line of describe(result, colors, symbols)) print(line);
    },
    all: (results) => {
      const good = results.filter(held).length;
      const { name, version } = runtime();
      const ms = results.reduce((sum, r) => sum + r.ms, 0);
      const said = `${good} of ${results.length} labs hold, on ${name} ${version}, in ${seconds(Math.round(ms))}`;
      print(good === results.length ? colors.good(said) : colors.bad(said));
      if (good < results.length) note("See what happened: eoflab run LAB --notes");
    },
  };
}

function* describe(result: Verified, colors: Palette, symbols: typeof unicode): Generator<string> {
  const { lab, runs, claims, ms } = result;
  const name = `${String(lab.number).padStart(2, "0")} ${lab.id}`.padEnd(24);
  const times = runs === 1 ? "" : `, ${runs} runs`;
  const spent = colors.dim(`${Math.round(ms)} ms`);
  if (held(result)) {
    yield `${colors.good(symbols.mark)} ${name} holds: ${claims.length} claims${times}  ${spent}`;
    return;
  }
  yield `${colors.bad(symbols.bad)} ${colors.bad(`${name} does not hold`)}${times}  ${spent}`;
  for (const sentence of complaints(result)) {
    for (const line of wrap(sentence, columns() - 4)) yield `    ${line}`;
  }
}

/** What was wrong, each in a sentence. */
function complaints({ claims, wavers, error }: Verified): string[] {
  const broken = claims.filter(({ seen }) => seen !== null);
  return [
    ...broken.map(({ text, seen }) => `claimed: ${text}; seen: ${printable(seen ?? "")}`),
    ...(wavers === null ? [] : [`not the same each time: ${wavers}`]),
    ...(error === null ? [] : [`no result: ${printable(error.message)}`]),
  ];
}

/** For a program. */
const printJson: Printer = {
  all: (results) => {
    const data = results.map((result) => {
      const { lab, runs, claims, wavers, error, ms } = result;
      return {
        lab: lab.id,
        held: held(result),
        runs,
        claims: claims.map(({ text, seen }) => ({ text, held: seen === null, seen })),
        wavers,
        error: error === null ? null : { code: error.code, message: error.message },
        ms: Math.round(ms),
      };
    });
    print(JSON.stringify({ runtime: runtime(), held: results.every(held), labs: data }, null, 2));
  },
};

/** TAP 14: a test point for each claim, and one for being the same each time, below their lab's. */
const printTap: Printer = {
  one: (result, index) => {
    if (index === 0) print("TAP version 14");
    const { lab, claims, wavers, error, runs } = result;
    const points = [
      ...claims.map(({ text, seen }): [string, string | null] => [text, seen]),
      [`${runs} runs are the same`, wavers] as const,
      ...(error === null ? [] : [[`a run ends`, error.message] as const]),
    ];
    print(`# Subtest: ${escapeTap(lab.id)}`);
    for (const [i, [text, seen]] of points.entries()) {
      print(`    ${seen === null ? "ok" : "not ok"} ${i + 1} - ${escapeTap(text)}`);
      if (seen === null) continue;
      print("      ---");
      print(`      seen: ${JSON.stringify(seen)}`);
      print("      ...");
    }
    print(`    1..${points.length}`);
    print(`${held(result) ? "ok" : "not ok"} ${index + 1} - ${escapeTap(lab.id)}`);
  },
  all: (results) => print(`1..${results.length}`),
};

/** In a description `#` begins a directive, and a backslash escapes. */
function escapeTap(text: string): string {
  return text.replace(/[\\#]/g, "\\$&");
}
