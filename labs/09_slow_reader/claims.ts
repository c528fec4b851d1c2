/**
 * What must be true of lab 09's recording at the default knobs.
 *
 * @module
 */

import type { Claim } from "../../lib/lab/lab.ts";
import { part, size, taken, took, woke, wrote } from "./seen.ts";

export const claims: readonly Claim[] = [
  {
    text: "the kernel took a part of the answer, and the write waited for the rest",
    check: (rec) =>
      taken(rec) > 4_096 && part(taken(rec), size(rec)) === "some" && took(rec) > 0
        ? null
        : `it took ${taken(rec)} of ${size(rec)} bytes, in ${took(rec)} ms`,
  },
  {
    text: "the write deadline passed while the write waited, and woke it",
    check: (rec) => (woke(rec) === undefined ? `it returned after ${took(rec)} ms` : null),
  },
  {
    text: "the handler was told i/o timeout",
    check: (rec) => (wrote(rec)?.error?.endsWith(": i/o timeout") === true ? null : `${wrote(rec)?.error}`),
  },
  {
    text: "the client got 200, a part of the body, and then unexpected EOF",
    check: (rec) => {
      const result = rec.last("client.result");
      return result?.status === 200 &&
        part(result.bytes, size(rec)) === "some" &&
        result.error === "unexpected EOF"
        ? null
        : `${result?.status}, ${result?.bytes} bytes, ${result?.error}`;
    },
  },
];
