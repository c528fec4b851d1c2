/**
 * How much may be lost of lab 23's answer before somebody notices: what `eoflab run` draws.
 *
 * @module
 */

import type { Sweep } from "../../lib/lab/sweep.ts";
import { got, lastChunkCame, meant, result, trailer } from "./seen.ts";

export const sweep: Sweep = {
  knob: "cut",
  from: 0,
  to: 40,
  shapeOf: (rec) => {
    const { error, status } = result(rec) ?? {};
    if (status === null) return `no answer: ${error ?? "no error"}`;
    const body = got(rec) === meant ? "all of the body" : "a part of the body";
    const last = lastChunkCame(rec) ? "the last chunk" : "no last chunk";
    const counted = trailer(rec) === undefined || trailer(rec) === null ? "no trailer" : "the trailer";
    return `${body}, ${last}, ${counted}: ${error ?? "no error"}`;
  },
};
