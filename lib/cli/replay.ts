/**
 * `eoflab replay`: shows a recording that was kept. It opens no socket.
 *
 * @module
 */

import process from "node:process";
import type { CommandModule } from "yargs";
import { EoflabError } from "../errors.ts";
import { parseRecording, type Recording } from "../trace/recording.ts";
import { exit, UsageError } from "./exit.ts";
import { findLab } from "./find_lab.ts";
import { showOptions } from "./options.ts";
import { readText } from "./read_file.ts";
import { type ShowArgs, show } from "./show.ts";

/** What stands for standard input after `-` has gone through yargs, which makes nothing of a lone `-`. */
export const standardInput = "standard input";

interface ReplayArgs extends ShowArgs {
  file: string | undefined;
}

export const replay: CommandModule<object, ReplayArgs> = {
  command: "replay [file]",
  describe: "Show a recording that was kept; opens no socket",
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
    const recording = await read(args.file);
    process.exitCode = show(findLab(recording.header.lab), recording, args) ? exit.held : exit.didNotHold;
  },
};

/** @throws UsageError when the file cannot be read; EoflabError BAD_RECORDING with the file's name */
async function read(file: string): Promise<Recording> {
  const text = file === standardInput ? await readStdin() : await readText(file);
  try {
    return parseRecording(text);
  } catch (err) {
    if (!(err instanceof EoflabError)) throw err;
    throw new UsageError(`${file}: ${err.message}`);
  }
}

async function readStdin(): Promise<string> {
  const parts: Uint8Array[] = [];
  for await (const part of process.stdin) parts.push(part);
  const decoder = new TextDecoder();
  return parts.map((part) => decoder.decode(part, { stream: true })).join("") + decoder.decode();
}
