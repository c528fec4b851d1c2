/**
 * What happened in a run of lab 26 and why, server by server, made from its recording.
 *
 * @module
 */

import type { Recording } from "../../lib/mod.ts";
import { inGo, version } from "./in_go.ts";
import { type RequestName, requests } from "./requests.ts";
import { count, inWords, ours, own, ownName, seenOn } from "./seen.ts";

export function why(rec: Recording): string[] {
  const name = rec.header.knobs.request as RequestName;
  const [a, b] = [count(rec, ours), count(rec, own)];
  const go = inGo(name);
  return [
    `The request: ${requests[name].what}.`,
    `eoflab's server ${inWords(seenOn(rec, ours))}.`,
    `${ownName(rec)} of ${rec.header.runtime.name} ${rec.header.runtime.version} ${inWords(seenOn(rec, own))}.`,
    ...(go === undefined ? [] : [`Go's own (${version}, recorded) ${inWords(go)}.`]),
    a === b
      ? "They agree, so nothing can be smuggled from one to the other in this way."
      : "They disagree. A front that forwards what it reads one way to a server that reads it the other way hands somebody else's connection a request that it never saw; a front that refuses forwards nothing.",
  ];
}
