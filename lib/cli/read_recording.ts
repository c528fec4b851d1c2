/**
 * Reading a recording that somebody named.
 *
 * @module
 */

import process from "node:process";
import { EoflabError } from "../errors.ts";
import { outcomeOf } from "../lab/outcome.ts";
import { parseRecording, type Recording } from "../trace/recording.ts";
import { UsageError } from "./exit.ts";
import { readText } from "./read_file.ts";

/** What stands for standard input after `-` has gone through yargs, which makes nothing of a lone `-`. */
export const standardInput = "standard input";

/**
 * The recording in a file, or on standard input.
 *
 * @throws UsageError when it cannot be read, or is no recording or a damaged one; EoflabError NOT_PERMITTED when Deno may not read it
 */
export async function readRecording(file: string): Promise<Recording> {
  const text = file === standardInput ? await readStdin() : await readText(file);
  let recording: Recording;
  try {
    recording = parseRecording(text);
  } catch (err) {
    if (!(err instanceof EoflabError)) throw err;
    throw new UsageError(`${file}: ${err.message}`);
  }
  checkFacts(file, recording);
  return recording;
}

/** An edited file may lack a fact of an event; whatever reads the outcome from it fails then. */
function checkFacts(file: string, recording: Recording): void {
  try {
    outcomeOf(recording);
  } catch (err) {
    throw new UsageError(
      `${file}: an event of the recording is damaged: ${err instanceof Error ? err.message : String(err)}`,
    );
  }
}

async function readStdin(): Promise<string> {
  const parts: Uint8Array[] = [];
  for await (const part of process.stdin) parts.push(part);
  const decoder = new TextDecoder();
  return parts.map((part) => decoder.decode(part, { stream: true })).join("") + decoder.decode();
}
