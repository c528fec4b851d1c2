/**
 * `eoflab diff`: what differs between two recordings. It opens no socket.
 *
 * @module
 */

import process from "node:process";
import type { CommandModule } from "yargs";
import { labs } from "../../labs/mod.ts";
import { type Difference, knobDifferences, outcomeDifferences } from "../lab/differences.ts";
import { formatKnob } from "../lab/knob.ts";
import { countDiff, drawDiff } from "../ladder/diff.ts";
import { printable } from "../ladder/printable.ts";
import { ascii, type Palette, unicode } from "../ladder/style.ts";
import { wrap } from "../ladder/wrap.ts";
import { diffEvents, differs, type Step } from "../trace/diff.ts";
import type { Recording } from "../trace/recording.ts";
import { clockWords } from "./describe_run.ts";
import { exit, UsageError } from "./exit.ts";
import { standardInput } from "./read_file.ts";
import { readRecording } from "./read_recording.ts";
import { columns, palette, print, wantsColor } from "./terminal.ts";

interface DiffArgs {
  first: string | undefined;
  second: string | undefined;
  json: boolean;
  color: boolean | undefined;
  ascii: boolean;
}

/** All that differs between two recordings. */
interface Differences {
  /** What they are runs of, and what ran them. */
  readonly run: readonly Difference[];
  readonly knobs: readonly Difference[];
  readonly outcome: readonly Difference[];
  readonly steps: readonly Step[];
}

export const diff: CommandModule<object, DiffArgs> = {
  builder: (y) =>
    y
      .positional("first", {
        type: "string",
        describe: "What eoflab run --json printed; - for standard input",
      })
      .positional("second", { type: "string", describe: "Another; one of the two may be -" })
      .option("json", { type: "boolean", default: false, describe: "Print the differences as JSON" })
      .option("color", { type: "boolean", describe: "Colours, or none (--no-color)" })
      .option("ascii", { type: "boolean", default: false, describe: "Draw with ASCII characters only" })
      .example("$0 diff small.ndjson large.ndjson", "Knobs, outcome and events that differ")
      .example("$0 run silent-eof --json | $0 diff kept.ndjson -", "Against a run made now")
      .epilogue(
        "Exit codes: 0 nothing differs, 1 something does, 2 no recording. Ports never count; times only on the virtual clock.",
      ) as never,
  handler: async (args) => {
    const { first, second } = args;
    if (first === undefined || second === undefined) {
      throw new UsageError("diff: want two recordings, each of them what eoflab run LAB --json printed");
    }
    if (first === standardInput && second === standardInput) {
      throw new UsageError("diff - -: standard input can be read once; want a file for one of the two");
    }
    const before = await readRecording(first);
    const after = await readRecording(second);
    const found = compare(before, after);
    if (args.json) print(JSON.stringify(asData(found), null, 2));
    else for (const line of lines(found, args)) print(line);
    process.exitCode = isSame(found) ? exit.held : exit.didNotHold;
  },
};

function compare(before: Recording, after: Recording): Differences {
  const [was, is] = [runOf(before), runOf(after)];
  return {
    run: [...was.keys()].flatMap((what) => {
      const pair = { what, before: was.get(what) ?? "", after: is.get(what) ?? "" };
      return pair.before === pair.after ? [] : [pair];
    }),
    knobs: knobDifferences(before, after).map((d) => asWritten(before, after, d)),
    outcome: outcomeDifferences(before, after),
    steps: diffEvents(before, after),
  };
}

function runOf({ header }: Recording): Map<string, string> {
  const { lab, runtime, transport, clock } = header;
  return new Map([
    ["lab", lab],
    ["runtime", `${runtime.name} ${runtime.version}`],
    ["transport", transport],
    ["clock", clockWords(clock)],
  ]);
}

/** The values of a knob as `--set` takes them, where the lab is known. */
function asWritten(before: Recording, after: Recording, { what, ...others }: Difference): Difference {
  const written = ({ header }: Recording, otherwise: string): string => {
    const spec = labs.find((lab) => lab.id === header.lab)?.knobs[what];
    const value = header.knobs[what];
    return spec === undefined || value === undefined ? otherwise : formatKnob(spec, value);
  };
  return { what, before: written(before, others.before), after: written(after, others.after) };
}

function isSame({ run, knobs, outcome, steps }: Differences): boolean {
  return run.length + knobs.length + outcome.length === 0 && !steps.some(differs);
}

function* lines(found: Differences, args: DiffArgs): Generator<string> {
  const colors = palette(wantsColor(args.color));
  const style = { width: columns(), palette: colors, symbols: args.ascii ? ascii : unicode };
  if (isSame(found)) {
    yield colors.good(`Nothing differs: ${found.steps.length} events, the same in both.`);
    return;
  }
  yield* section("Run", found.run, colors);
  yield* section("Knobs", found.knobs, colors);
  yield* section("What came of it", found.outcome, colors);
  yield colors.bold("Events");
  yield* drawDiff(found.steps, style);
  for (const line of wrap(`${countDiff(found.steps)}.`, style.width)) yield line;
}

function* section(
  title: string,
  found: readonly Difference[],
  { bold, bad, good }: Palette,
): Generator<string> {
  if (found.length === 0) return;
  yield bold(title);
  for (const { what, before, after } of found) {
    yield `  ${printable(what)}`;
    for (const line of signed("-", before)) yield bad(line);
    for (const line of signed("+", after)) yield good(line);
  }
  yield "";
}

function signed(sign: string, text: string): string[] {
  const [first = "", ...more] = wrap(printable(text), columns() - 6);
  return [`  ${sign} ${first}`, ...more.map((line) => `    ${line}`)];
}

/** For a program. */
function asData(found: Differences): object {
  const { run, knobs, outcome, steps } = found;
  const changes = steps.flatMap((step): object[] => {
    if (step.kind === "left") return [{ only: "first", event: step.left }];
    if (step.kind === "right") return [{ only: "second", event: step.right }];
    return step.shifts ? [{ only: null, first: step.left, second: step.right }] : [];
  });
  const inBoth = steps.filter(({ kind }) => kind === "both").length;
  return { same: isSame(found), run, knobs, outcome, events: { inBoth, changes } };
}
