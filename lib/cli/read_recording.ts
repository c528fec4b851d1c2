/**
 * Reading a recording that somebody named.
 *
 * @module
 */

import { EoflabError } from "../errors.ts";
import { outcomeOf } from "../lab/outcome.ts";
import { parseRecording, type Recording } from "../trace/recording.ts";
import { UsageError } from "./exit.ts";
import { readText } from "./read_file.ts";

/**
 * The recording in a file, or on standard input.
 *
 * @throws UsageError when it cannot be read, or is no recording or a damaged one; EoflabError NOT_PERMITTED when Deno may not read it
 */
export async function readRecording(file: string): Promise<Recording> {
  const text = await readText(file);
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
