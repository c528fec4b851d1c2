/**
 * What must be true of lab 08's recording at the default knobs.
 *
 * @module
 */

import type { Claim } from "../../lib/lab/lab.ts";
import { got, readEnded, readError, said, woke } from "./seen.ts";

export const claims: readonly Claim[] = [
  {
    text: "the read deadline passed while the handler waited in a read, and woke it",
    check: (rec) => {
      const passed = woke(rec);
      const ended = said(rec);
      return passed !== undefined && ended !== undefined && passed.seq < ended.seq
        ? null
        : `it ended at ${readEnded(rec)} ms`;
    },
  },
  {
    text: "the read reported i/o timeout, and the handler had the two pieces that had come",
    check: (rec) =>
      readError(rec)?.endsWith(": i/o timeout") === true && got(rec) === 400
        ? null
        : `${got(rec)} bytes, ${readError(rec)}`,
  },
  {
    text: "the client got 408 and its text, without an error",
    check: (rec) => {
      const result = rec.last("client.result");
      return result?.status === 408 && result.error === null ? null : `it got ${JSON.stringify(result)}`;
    },
  },
  {
    text: "the connection was closed",
    check: (rec) => (rec.first("client.putIdleConn") === undefined ? null : "it was kept"),
  },
];
