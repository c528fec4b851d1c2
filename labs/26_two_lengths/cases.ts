/**
 * Lab 26 as it is recorded from real Go: each of the requests. go.json beside this file holds the answers (`npm run
 * record:go` writes it); eoflab's server must see the same requests in the same bytes.
 *
 * @module
 */

import type { Recording } from "../../lib/mod.ts";
import { type RequestName, requestNames, requests } from "./requests.ts";
import { ours, type Seen, seenOn } from "./seen.ts";

/** The lab's id, by which labs/reference knows it too. */
export const lab = "two-lengths";

/** A case: the knob, and the bytes that it stands for. */
export interface TwoLengthsKnobs {
  readonly request: RequestName;
  readonly bytes: string;
}

/** There is nothing to sweep. */
export function sweeps(): [] {
  return [];
}

export function cases(): TwoLengthsKnobs[] {
  return requestNames.map((request) => ({ request, bytes: requests[request].bytes }));
}

/** What eoflab's server saw. */
export function outcome(recording: Recording): Seen {
  return seenOn(recording, ours);
}
