/**
 * Lab 21 as it is recorded from real Go: which cases, and what is kept of each. go.json beside this file holds the
 * answers (`npm run record:go` writes it); eoflab runs the same cases and must come to the same results.
 *
 * Go runs in real time, and its Shutdown looks again after a while that grows to half a second; that half a header counts
 * as idle after five seconds is measured in whole seconds. So what is compared is who ended, in which order, and how.
 *
 * @module
 */

import { logged } from "../../lib/lab/outcome.ts";
import { addressNames, type Recording } from "../../lib/mod.ts";
import { down, halfGot, waited } from "./seen.ts";

/** The lab's id, by which labs/reference knows it too. */
export const lab = "shutdown";

/** The knobs of a case; the lab's own. Times are in ms. */
export interface ShutdownKnobs {
  readonly how: "shutdown" | "close";
  readonly patience: number;
  readonly handlerTime: number;
  readonly rest: number;
}

/** There is nothing to sweep. */
export function sweeps(): [] {
  return [];
}

/** The cases. */
export function cases(): ShutdownKnobs[] {
  return [
    { how: "shutdown", patience: 20_000, handlerTime: 300, rest: 0 },
    { how: "shutdown", patience: 20_000, handlerTime: 9_000, rest: 0 },
    { how: "shutdown", patience: 200, handlerTime: 500, rest: 0 },
    { how: "shutdown", patience: 2_000, handlerTime: 300, rest: 0 },
    { how: "shutdown", patience: 20_000, handlerTime: 600, rest: 200 },
    { how: "shutdown", patience: 20_000, handlerTime: 200, rest: 1_500 },
    { how: "shutdown", patience: 0, handlerTime: 300, rest: 0 },
    { how: "close", patience: 20_000, handlerTime: 300, rest: 0 },
    { how: "close", patience: 0, handlerTime: 100, rest: 0 },
  ];
}

/** What came of the server and of its three clients. */
export function outcome(recording: Recording): object {
  const named = addressNames(recording);
  const cut = recording.all("server.shutdown").find((e) => e.how === "close");
  const answer = waited(recording);
  const halfError = recording.all("client.error").find((e) => e.conn === 3);
  const aborted = recording.first("handler.abort");
  return {
    shutdown: down(recording)?.error ?? null,
    inOrder: recording
      .all("rwc.close")
      .filter((e) => e.seq < (cut?.seq ?? Number.POSITIVE_INFINITY))
      .map((e) => e.conn),
    waited: {
      status: answer?.status ?? null,
      bytes: answer?.bytes ?? 0,
      error: typeof answer?.error === "string" ? named(answer.error) : null,
    },
    half: halfGot(recording),
    halfEnd: halfError === undefined ? null : named(halfError.error),
    aborted: aborted !== undefined && aborted.seq < (recording.last("handler.return")?.seq ?? 0),
    log: logged(recording).map(named),
  };
}
