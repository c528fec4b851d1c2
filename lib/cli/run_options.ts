/**
 * Options of every command that runs a lab.
 *
 * @module
 */

import type { Argv } from "yargs";
import type { Lab } from "../lab/lab.ts";
import { runLab } from "../lab/run.ts";
import type { TransportName } from "../net/platform.ts";
import type { Recording } from "../trace/recording.ts";
import { knobsOf } from "./knobs_of.ts";
import { once, transportOption } from "./options.ts";

/** What they are. */
export interface KnobArgs {
  set: string[];
  preset: string | undefined;
  transport: TransportName | undefined;
}

/** Adds them. */
export function knobOptions<T>(y: Argv<T>): Argv<T & KnobArgs> {
  return transportOption(y)
    .option("set", {
      type: "string",
      array: true,
      default: [] as string[],
      requiresArg: true,
      describe: "Turn a knob: --set size=5000; may be given again",
    })
    .option("preset", {
      type: "string",
      requiresArg: true,
      coerce: once<string>("preset"),
      describe: "Turn several knobs at once: story, demo",
    }) as never;
}

/** Runs a lab on the virtual clock, with the knobs as they were given. */
export function record(lab: Lab, args: KnobArgs, signal: AbortSignal): Promise<Recording> {
  const { transport } = args;
  return runLab(lab, {
    knobs: knobsOf(lab, args),
    clock: { mode: "virtual", speed: 1 },
    signal,
    ...(transport === undefined ? {} : { transport }),
  });
}
