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
import { down, halfGot, refused, waited } from "./seen.ts";

/** The lab's id, by which labs/reference knows it too. */
export const lab = "shutdown";

/** The knobs of a case; the lab's own. Times are in ms. */
export interface ShutdownKnobs {
  readonly how: "shutdown" | "close";
  readonly patience: number;
  readonly handlerTime: number;
  readonly rest: number;
  readonly told: number;
}

/** There is nothing to sweep. */
export function sweeps(): [] {
  return [];
}

/** The cases. */
export function cases(): ShutdownKnobs[] {
  const at = (how: ShutdownKnobs["how"], patience: number, handlerTime: number, rest = 0, told = 0) => ({
    how,
    patience,
    handlerTime,
    rest,
    told,
  });
  return [
    at("shutdown", 20_000, 300),
    at("shutdown", 20_000, 9_000),
    at("shutdown", 200, 500),
    at("shutdown", 2_000, 300),
    at("shutdown", 20_000, 600, 200),
    at("shutdown", 20_000, 200, 1_500),
    at("shutdown", 0, 300),
    at("shutdown", 20_000, 9_000, 0, 300),
    at("shutdown", 300, 1_200, 0, 600),
    at("close", 20_000, 300),
    at("close", 0, 100),
    at("close", 0, 900, 0, 300),
  ];
}

/** What came of the server and of its clients. */
export function outcome(recording: Recording): object {
  const named = addressNames(recording);
  const cut = recording.all("server.shutdown").find((e) => e.how === "close");
  const answer = waited(recording);
  const late = refused(recording)?.error ?? null;
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
    late: late === null ? null : named(late),
    half: halfGot(recording),
    halfEnd: halfError === undefined ? null : named(halfError.error),
    aborted: aborted !== undefined && aborted.seq < (recording.last("handler.return")?.seq ?? 0),
    log: logged(recording).map(named),
  };
}
