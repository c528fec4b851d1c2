/**
 * What happened in a run of lab 16 and why, in three sentences, made from its recording.
 *
 * @module
 */

import { formatDuration } from "../../lib/lab/knob.ts";
import type { Recording } from "../../lib/mod.ts";
import { armed, ending, moved, probesIn, silences } from "./seen.ts";

export function why(rec: Recording): string[] {
  const { clock, transport, knobs } = rec.header;
  const count = silences(rec).reduce((sum, ms) => sum + probesIn(rec, ms), 0);
  const after = formatDuration(armed(rec)?.after ?? 0);
  return [
    ending(rec) === "idle"
      ? `The answer came, and the server closed the connection ${after} after it: that is HTTP's keep-alive, a wait for a next request.`
      : `The write deadline, ${after} after the request, had passed when the handler was done, and the client got EOF.`,
    knobs.tcpKeepAlive !== true
      ? "TCP's keep-alive was off; with it on, these times are the same."
      : transport === "Deno.listen"
        ? "TCP's keep-alive was on, but Deno.listen leaves its time to the system (on Linux two hours), and no probe was due."
        : clock.mode === "virtual"
          ? `TCP's keep-alive was on, and in ${count === 1 ? "one place" : `${count} places`} a probe would have been due; on the virtual clock no real time passed, and no kernel sent one.`
          : `TCP's keep-alive was on, with ${count} probes due from each kernel.`,
    `The deadline was moved ${moved(rec)} times: a probe carries no byte, and no read or write of the program ends because of it.`,
  ];
}
