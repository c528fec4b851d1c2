/**
 * What happened in a run of lab 12 and why, in four sentences, made from its recording; the last one from Go's.
 *
 * @module
 */

import { type Recording, seconds } from "../../lib/mod.ts";
import * as inGo from "./in_go.ts";
import { blockedFor, quickWaited, refused, slowResult } from "./seen.ts";

export function why(rec: Recording): string[] {
  const blocked = blockedFor(rec);
  const failed = refused(rec);
  const slow = slowResult(rec);
  return [
    blocked === 0
      ? "The handler waited, and did not compute in this thread: everybody else had a turn."
      : `The handler computed for ${seconds(blocked)} in the one thread that there is, so nothing else happened meanwhile.`,
    `The client in a hurry had its answer after ${quickWaited(rec) === 0 ? "no time at all" : `${seconds(quickWaited(rec))}, though its own handler does nothing that takes time`}.`,
    failed === undefined
      ? `The other one got ${slow?.status} and ${slow?.bytes} bytes.`
      : `The other one's answer was refused ${seconds(failed.late ?? 0)} after its write deadline, which had passed unseen: ${slow?.error}.`,
    `In ${inGo.version} the client in a hurry waited in ${inGo.cases.waited} of the ${inGo.cases.all} recorded cases in which somebody computed: goroutines have threads, and are interrupted.`,
  ];
}
