/**
 * The process of a cell: runs a lab's scenario with a server in the place of eoflab's, on the runtime that this is started
 * with, and prints the recording, and behind it whether the scenario came to its end.
 *
 * Arguments: the lab's id, the server's, and the knobs as JSON.
 *
 * @module
 */

import process from "node:process";
import { labs } from "../../labs/mod.ts";
import { EoflabError } from "../errors.ts";
import type { KnobSpecs, KnobValues } from "../lab/knob.ts";
import { runAsFar } from "../lab/run.ts";
import { formatRecording } from "../trace/recording.ts";
import type { Ending } from "./cell.ts";
import { servers } from "./servers/mod.ts";

/** How long nothing may happen beyond the longest of the lab's durations, in ms, before a run on the real clock is over. */
const quiet = 1_000;

/** A duration that is longer is a limit that is not to be met. */
const longest = 2_500;

const [id, target, knobs = "{}"] = process.argv.slice(2);
const lab = labs.find((one) => one.id === id);
const server = servers.find((one) => one.id === target);
if (lab === undefined || server === undefined) throw new Error(`there is no cell ${id}, ${target}`);
const Served = await server.load?.();
const values: KnobValues<KnobSpecs> = JSON.parse(knobs);
const durations = Object.entries(lab.knobs).map(([name, { kind }]) =>
  kind === "duration" ? Math.min(Number(values[name]), longest) : 0,
);
const { recording, error, waitedFor, untold } = await runAsFar(lab, {
  knobs: values as never,
  clock: { mode: Served === undefined ? "virtual" : "real", speed: 1 },
  ...(server.transport === undefined ? {} : { transport: server.transport }),
  ...(Served === undefined ? {} : { exchange: { Served }, silence: Math.max(...durations) + quiet }),
});
const ending: Ending = {
  error: error instanceof EoflabError ? { code: error.code, message: error.message } : said(error),
  waitedFor,
  untold,
};
const lines = [...formatRecording(recording), JSON.stringify(ending)];
process.stdout.write(`${lines.join("\n")}\n`, () => process.exit(0));

function said(err: unknown): Ending["error"] {
  return err === null ? null : { code: null, message: String(err) };
}
