/**
 * What comes of each size in lab 25, in words: what `eoflab run` draws against the size.
 *
 * @module
 */

import type { Sweep } from "../../lib/lab/sweep.ts";
import type { Recording } from "../../lib/mod.ts";
import { shortest } from "./header.ts";
import { type Ending, ending } from "./seen.ts";

/** From the shortest header to past the limit that there is by default. */
export const sweep: Sweep = { knob: "size", from: shortest, to: 6_000, shapeOf };

const words: Readonly<Record<Ending, string>> = {
  taken: "the handler is called, and answers 200",
  "431": "431 Request Header Fields Too Large, without the handler",
  closed: "the connection is closed without an answer",
  "given up": "no answer; the client gives up",
};

function shapeOf(rec: Recording): string {
  return words[ending(rec)];
}
