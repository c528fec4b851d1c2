/**
 * What must be true of lab 26's recording at the default knobs, on every runtime.
 *
 * @module
 */

import type { Claim } from "../../lib/lab/lab.ts";
import { count, inWords, ours, own, ownName, seenOn } from "./seen.ts";

export const claims: readonly Claim[] = [
  {
    text: "eoflab's server, as Go's, believed Transfer-Encoding: a POST without a body, and then GET /hidden and GET /last",
    check: (rec) => {
      const seen = seenOn(rec, ours);
      return seen.requests.join(", ") === "POST /: 0 bytes, GET /hidden: 0 bytes, GET /last: 0 bytes"
        ? null
        : `it ${inWords(seen)}`;
    },
  },
  {
    text: "the runtime's own server saw no request in the same bytes, and refused them with 400",
    check: (rec) => {
      const seen = seenOn(rec, own);
      return count(rec, own) === 0 && seen.statuses.join() === "400"
        ? null
        : `${ownName(rec)} ${inWords(seen)}`;
    },
  },
  {
    text: "the two disagree about how many requests there were",
    check: (rec) => (count(rec, ours) === count(rec, own) ? `both saw ${count(rec, own)}` : null),
  },
];
