/**
 * What must be true of lab 08's recording at the default knobs.
 *
 * @module
 */

import type { Claim } from "../../lib/lab/lab.ts";
import { got, readEnded, readError, woke } from "./seen.ts";

export const claims: readonly Claim[] = [
  {
    text: "the read deadline woke the handler's read, at its own instant",
    check: (rec) => {
      const passed = woke(rec);
      return passed !== undefined && passed.t === rec.header.knobs.readTimeout && readEnded(rec) === passed.t
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
