/**
 * Ending the bench early: it takes a quarter of an hour, and what is finished is worth something.
 *
 * @module
 */

import process from "node:process";
import { setImmediate as turn } from "node:timers/promises";

const exitCodes = { SIGINT: 130, SIGTERM: 143 } as const;

/**
 * From now on these signals end the bench.
 *
 * @param end stops what runs, and shows what is finished
 */
export function endEarly(end: () => void): void {
  for (const [signal, code] of Object.entries(exitCodes)) {
    process.once(signal, () => {
      try {
        end();
      } finally {
        process.exit(code);
      }
    });
  }
}

/**
 * Lets a signal be heard that has come while a program was waited for. Ctrl-C ends those that the bench has started, too: what
 * is missing of them then is no failure of theirs.
 */
export async function hearSignals(): Promise<void> {
  // The first turn polls for it, if it has only just come.
  await turn();
  await turn();
}
