/**
 * `eoflab replay`: shows a recording that was kept. It opens no socket.
 *
 * @module
 */

import process from "node:process";
import type { CommandModule } from "yargs";
import { exit, UsageError } from "./exit.ts";
import { findLab } from "./find_lab.ts";
import { showOptions } from "./options.ts";
import { readRecording } from "./read_recording.ts";
import { type ShowArgs, show } from "./show.ts";

interface ReplayArgs extends ShowArgs {
  file: string | undefined;
}

export const replay: CommandModule<object, ReplayArgs> = {
  builder: (y) =>
    showOptions(y)
      .positional("file", {
        type: "string",
        describe: "What eoflab run --json printed; - for standard input",
      })
      .example("$0 replay run.ndjson", "Show it again")
      .example("$0 run silent-eof --json | $0 replay -", "Without a file between") as never,
  handler: async (args) => {
    if (args.file === undefined)
      throw new UsageError("replay: which file? Want what eoflab run LAB --json printed");
    const recording = await readRecording(args.file);
    process.exitCode = show(findLab(recording.header.lab), recording, args) ? exit.held : exit.didNotHold;
  },
};
