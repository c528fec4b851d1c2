/**
 * `eoflab run`: runs a lab on real sockets and shows what happened.
 *
 * @module
 */

import process from "node:process";
import type { Argv, CommandModule } from "yargs";
import { formatDuration } from "../lab/knob.ts";
import { checkClaims, type Lab } from "../lab/lab.ts";
import { runLab } from "../lab/run.ts";
import { type SweepOptions, sweepLab } from "../lab/sweep.ts";
import { drawPlot } from "../ladder/plot.ts";
import { ascii, unicode } from "../ladder/style.ts";
import type { ClockMode, Recording } from "../trace/recording.ts";
import { formatRecording } from "../trace/recording.ts";
import { runCaptured } from "./captured_run.ts";
import { exit, UsageError } from "./exit.ts";
import { findLab } from "./find_lab.ts";
import { interruptible } from "./interrupt.ts";
import { knobsOf } from "./knobs_of.ts";
import { once, showOptions } from "./options.ts";
import { printTable } from "./print_table.ts";
import { type KnobArgs, knobOptions } from "./run_options.ts";
import { claimsApply, type ShowArgs, show } from "./show.ts";
import { columns, note, palette, print, wantsColor } from "./terminal.ts";

interface RunArgs extends ShowArgs, KnobArgs {
  lab: string | undefined;
  "real-time": boolean;
  speed: string | undefined;
  json: boolean;
  capture: boolean;
}

/** The options of every command whose run may take real time. */
export function timeOptions<T>(y: Argv<T>): Argv<T & Pick<RunArgs, "speed" | "real-time">> {
  return y
    .option("real-time", { type: "boolean", default: false, describe: "Let the time pass that passes" })
    .option("speed", {
      type: "string",
      requiresArg: true,
      coerce: once<string>("speed"),
      describe: "Real time, but N times as fast",
    }) as never;
}

/** How much faster than the machine's clock a run may be asked to go. */
const fastest = 1000;

export const run: CommandModule<object, RunArgs> = {
  builder: (y) =>
    timeOptions(showOptions(knobOptions(y)))
      .positional("lab", {
        type: "string",
        describe: "A lab's name or number (eoflab list)",
      })
      .option("capture", {
        type: "boolean",
        default: false,
        describe: "Capture the packets, and show them between the events (eoflab capture)",
      })
      .option("json", { type: "boolean", default: false, describe: "Print the recording, as NDJSON" })
      .example("$0 run silent-eof", "The story at its own numbers, in milliseconds")
      .example("$0 run silent-eof --set size=5000", "With a body that does not fit into the buffers")
      .example("$0 run silent-eof --preset demo --real-time", "The demo, in its real second")
      .example("$0 run silent-eof --json > run.ndjson", "Keep the recording") as never,
  handler: async (args) => {
    if (args.lab === undefined) throw new UsageError("run: which lab? eoflab list shows all of them");
    const lab = findLab(args.lab);
    const knobs = knobsOf(lab, args);
    const clock = clockMode(args);
    await interruptible(async (signal) => {
      if (clock.mode === "real") announce(lab, knobs, clock);
      const { transport } = args;
      const options = { signal, ...(transport === undefined ? {} : { transport }) };
      const recording = args.capture
        ? (await runCaptured(lab, { knobs, clock, ...options }, { write: undefined, force: false })).recording
        : await runLab(lab, { knobs, clock, ...options });
      const held = args.json
        ? !claimsApply(lab, recording) || checkClaims(lab, recording).every(({ seen }) => seen === null)
        : show(lab, recording, args);
      if (args.json) {
        for (const line of formatRecording(recording)) print(line);
      } else {
        await plotSweep(lab, recording, options, args);
        await printTable(lab, recording, options, args);
      }
      process.exitCode = held ? exit.held : exit.didNotHold;
    });
  },
};

/** Draws the outcome against the knob that the lab is about, if there is one: many runs, on the virtual clock. */
async function plotSweep(
  lab: Lab,
  { header }: Recording,
  options: SweepOptions,
  args: ShowArgs,
): Promise<void> {
  if (lab.sweep === undefined) return;
  const { knob, from, to } = lab.sweep;
  const { stretches, runs } = await sweepLab(lab, lab.sweep, header.knobs as never, options);
  const colors = palette(wantsColor(args.color));
  const symbols = args.ascii ? ascii : unicode;
  print();
  print(
    colors.bold(
      `What comes of each ${knob} from ${from} to ${to}, the other knobs being as they are (${runs} runs)`,
    ),
  );
  const plot = { knob, from, to, stretches, at: Number(header.knobs[knob]) };
  for (const line of drawPlot(plot, { width: columns(), symbols, palette: colors })) print(line.trimEnd());
}

/** @throws UsageError for a speed that is no number above 0 */
export function clockMode(args: Pick<RunArgs, "speed" | "real-time">): ClockMode {
  if (args.speed === undefined) return { mode: args["real-time"] ? "real" : "virtual", speed: 1 };
  if (args["real-time"]) throw new UsageError("--real-time and --speed: want one of them");
  const speed = Number(args.speed);
  if (!(speed > 0 && speed <= fastest)) {
    throw new UsageError(`--speed ${args.speed}: want a number above 0, at most ${fastest}`);
  }
  return { mode: "real", speed };
}

/** Says how long it will take, before it takes it. */
export function announce(lab: Lab, knobs: Readonly<Record<string, unknown>>, { speed }: ClockMode): void {
  const time = lab.runTime(knobs as never) / speed;
  note(`Running ${lab.id} for ${formatDuration(Math.round(time))} of real time. Ctrl-C ends it.`);
}
