/**
 * `eoflab tour`: one request's way through the source, with what a run had at each stop.
 *
 * @module
 */

import process from "node:process";
import type { CommandModule } from "yargs";
import { labs } from "../../labs/mod.ts";
import type { KnobSpecs } from "../lab/knob.ts";
import type { Lab } from "../lab/lab.ts";
import { type RunOptions, runLab } from "../lab/run.ts";
import type { Recording } from "../trace/recording.ts";
import { exit } from "./exit.ts";
import { findLab } from "./find_lab.ts";
import { knobsOf } from "./knobs_of.ts";
import { once } from "./options.ts";
import { hasScreen, withScreen } from "./screen/screen.ts";
import { columns, palette, print, wantsColor } from "./terminal.ts";
import { page } from "./tour/page.ts";
import { readFragment } from "./tour/source.ts";
import { stops } from "./tour/stops.ts";
import { walk } from "./tour/walk.ts";

interface TourArgs {
  lab: string;
  set: string[];
  preset: string | undefined;
  plain: boolean;
  json: boolean;
  color: boolean | undefined;
}

export const tour: CommandModule<object, TourArgs> = {
  builder: (y) =>
    y
      .option("lab", {
        type: "string",
        default: labs[0].id,
        requiresArg: true,
        coerce: once<string>("lab"),
        describe: "Whose request it is: a lab's name or number",
      })
      .option("set", {
        type: "string",
        array: true,
        default: [],
        requiresArg: true,
        describe: "Turn a knob: --set size=5000; may be given again",
      })
      .option("preset", { type: "string", requiresArg: true, describe: "Turn several knobs at once" })
      .option("plain", {
        type: "boolean",
        default: false,
        describe: "Print all stops, as without a terminal",
      })
      .option("json", { type: "boolean", default: false, describe: "Print the stops as JSON" })
      .option("color", { type: "boolean", describe: "Colours, or none (--no-color)" })
      .example("$0 tour", "The silent EOF, from ListenAndServe to the end")
      .example("$0 tour --set size=5000", "With a body that does not fit into the buffers") as never,
  handler: async (args) => {
    const lab = findLab(args.lab);
    const rec = await record(lab, knobsOf(lab, args));
    const colors = palette(wantsColor(args.color));
    if (args.json) {
      print(JSON.stringify(asData(rec), null, 2));
    } else if (!args.plain && hasScreen()) {
      await withScreen(async (screen) => await walk(screen, rec, colors));
    } else {
      for (const [i, stop] of stops.entries()) {
        if (i > 0) print();
        for (const line of page(stop, rec, columns(), colors)) print(line);
      }
    }
    process.exitCode = exit.held;
  },
};

/** Runs the lab, until it ends or somebody ends it. */
async function record(lab: Lab, knobs: RunOptions<KnobSpecs>["knobs"]): Promise<Recording> {
  const interrupt = new AbortController();
  const onSignal = (): void => interrupt.abort();
  process.once("SIGINT", onSignal);
  process.once("SIGTERM", onSignal);
  try {
    const { signal } = interrupt;
    return await runLab(lab, { knobs, clock: { mode: "virtual", speed: 1 }, signal });
  } finally {
    process.off("SIGINT", onSignal);
    process.off("SIGTERM", onSignal);
  }
}

function asData(rec: Recording): object[] {
  return stops.map(({ title, text, go, code, on, values }) => {
    const event = on(rec) ?? null;
    const had = event === null ? {} : Object.fromEntries(values(rec));
    return { title, text, go, event, values: had, code: code.map(readFragment) };
  });
}
