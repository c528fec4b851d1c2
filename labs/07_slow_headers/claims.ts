/**
 * What must be true of lab 07's recording at the default knobs.
 *
 * @module
 */

import type { Claim } from "../../lib/lab/lab.ts";
import { closedByServer, honestResult, kept, open, passed, sent, slowEnds, slowResult } from "./seen.ts";

export const claims: readonly Claim[] = [
  {
    text: "the read deadline passed while the server waited for the slow client's header, and woke it",
    check: (rec) => (passed(rec)?.blocked === true ? null : `it kept its connection for ${kept(rec)} ms`),
  },
  {
    text: "bytes came, and none of them moved the deadline",
    check: (rec) => {
      const armed = rec.all("deadline.set").filter((e) => e.conn === 1 && e.which === "read");
      return armed.length === 1 && sent(rec) > 0 ? null : `armed ${armed.length} times, ${sent(rec)} bytes`;
    },
  },
  {
    text: "the slow client was told 400, and not that it was slow",
    check: (rec) => {
      const result = slowResult(rec);
      return result?.status === 400 ? null : `${result?.status ?? result?.error}`;
    },
  },
  {
    text: "the server ended the connection of every slow client",
    check: (rec) => {
      const [ended, all] = [closedByServer(rec), Number(rec.header.knobs.clients)];
      return ended === all ? null : `${ended} of ${all}`;
    },
  },
  {
    text: "the honest client got its answer while all of the slow ones had their connections",
    check: (rec) => {
      const result = honestResult(rec);
      const all = Number(rec.header.knobs.clients);
      const first = slowEnds(rec)?.seq ?? 0;
      return result?.status === 200 && result.seq < first && open(rec) === all
        ? null
        : `it got ${result?.status ?? result?.error} at ${result?.t} ms`;
    },
  },
];
