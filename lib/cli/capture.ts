/**
 * `eoflab capture`: runs a lab and shows its packets between what the buffers did.
 *
 * @module
 */

import process from "node:process";
import type { CommandModule } from "yargs";
import { checkClaims } from "../lab/lab.ts";
import { formatRecording } from "../trace/recording.ts";
import { csvHeading, csvRow } from "../wire/csv.ts";
import { rowOf } from "../wire/row.ts";
import { runCaptured } from "./captured_run.ts";
import { exit, UsageError } from "./exit.ts";
import { findLab } from "./find_lab.ts";
import { interruptible } from "./interrupt.ts";
import { knobsOf } from "./knobs_of.ts";
import { once, showOptions } from "./options.ts";
import { announce, clockMode, timeOptions } from "./run.ts";
import { type KnobArgs, knobOptions } from "./run_options.ts";
import { claimsApply, type ShowArgs, show } from "./show.ts";
import { note, print } from "./terminal.ts";

const formats = ["ladder", "csv", "json"] as const;
type Format = (typeof formats)[number];

interface CaptureArgs extends ShowArgs, KnobArgs {
  lab: string | undefined;
  "real-time": boolean;
  speed: string | undefined;
  format: Format | undefined;
  json: boolean;
  write: string | undefined;
  force: boolean;
}

export const capture: CommandModule<object, CaptureArgs> = {
  builder: (y) =>
    timeOptions(showOptions(knobOptions(y)))
      .positional("lab", { type: "string", describe: "A lab's name or number (eoflab list)" })
      .option("format", {
        choices: formats,
        requiresArg: true,
        coerce: once<Format>("format"),
        describe: "The ladder, the packets as Wireshark exports them, or the recording as NDJSON",
      })
      .option("json", { type: "boolean", default: false, describe: "The same as --format json" })
      .option("write", {
        alias: "w",
        type: "string",
        requiresArg: true,
        coerce: once<string>("write"),
        describe: "Keep the capture in this file, for Wireshark (pcap)",
      })
      .option("force", { type: "boolean", default: false, describe: "Write over a file that is there" })
      .example("$0 capture silent-eof --preset demo", "The story's demo with its eight packets")
      .example(
        "$0 capture silent-eof --preset demo --format csv",
        "The packets, as Wireshark exports its list",
      )
      .example("$0 capture silent-eof --preset story --real-time -w story.pcap", "A minute, with the probes")
      .epilogue(
        "It needs tcpdump or dumpcap, and the right to capture on the loopback interface; it says what to do where that is missing.",
      ) as never,
  handler: async (args) => {
    if (args.lab === undefined) throw new UsageError("capture: which lab? eoflab list shows all of them");
    if (args.json && args.format !== undefined && args.format !== "json") {
      throw new UsageError(`--json and --format ${args.format}: want one of them`);
    }
    const lab = findLab(args.lab);
    const knobs = knobsOf(lab, args);
    const clock = clockMode(args);
    const { transport, write, force } = args;
    await interruptible(async (signal) => {
      if (clock.mode === "real") announce(lab, knobs, clock);
      const options = { knobs, clock, signal, ...(transport === undefined ? {} : { transport }) };
      const { recording, packets } = await runCaptured(lab, options, { write, force });
      const format = args.json ? "json" : (args.format ?? "ladder");
      const held =
        format === "ladder"
          ? show(lab, recording, args)
          : !claimsApply(lab, recording) || checkClaims(lab, recording).every(({ seen }) => seen === null);
      if (format === "csv") {
        print(csvHeading);
        for (const packet of packets) print(csvRow(rowOf(packet)));
      }
      if (format === "json") for (const line of formatRecording(recording)) print(line);
      if (write !== undefined) note(`${write}: ${packets.length} packets; it opens in Wireshark`);
      process.exitCode = held ? exit.held : exit.didNotHold;
    });
  },
};
