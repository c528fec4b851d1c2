/**
 * When a connection ended, beside what the handler did: by the order of the events, so that it is the same each time.
 *
 * @module
 */

import type { Recording } from "../trace/recording.ts";

/** When the client saw the first connection end; `null`: it did not, or it ended it. */
export function whenEnded({ events }: Recording): string | null {
  let [started, returned] = [0, 0];
  for (const { name, conn } of events) {
    if (conn !== 1) continue;
    if (name === "handler.start") started++;
    else if (name === "handler.return") returned++;
    else if (name === "client.close") return null;
    else if (name === "client.fin" || name === "client.error") {
      if (started === 0) return "before any handler ran";
      return started > returned ? "while the handler ran" : "after the handler returned";
    }
  }
  return null;
}
