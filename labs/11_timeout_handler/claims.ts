/**
 * What must be true of lab 11's recording at the default knobs.
 *
 * @module
 */

import type { Claim } from "../../lib/lab/lab.ts";
import { answeredAt, doneAt, refused, toldOfWrite, wasTooLate } from "./seen.ts";

export const claims: readonly Claim[] = [
  {
    text: "the client got 503 when timeoutHandler's limit was over, before the write deadline",
    check: (rec) => {
      const result = rec.last("client.result");
      return result?.status === 503 && result.error === null && answeredAt(rec) === rec.header.knobs.limit
        ? null
        : `it got ${JSON.stringify(result)}`;
    },
  },
  {
    text: "the socket took all of it",
    check: (rec) => {
      const failed = refused(rec);
      return failed === undefined ? null : `it refused: ${failed.error}`;
    },
  },
  {
    text: "the handler worked on, for 55 s after the answer",
    check: (rec) => {
      const more = doneAt(rec) - answeredAt(rec);
      return more === 55_000 ? null : `for ${more} ms`;
    },
  },
  {
    text: "its write was told http: Handler timeout",
    check: (rec) => (wasTooLate(rec) ? null : `it said ${toldOfWrite(rec)?.line}`),
  },
  {
    text: "the connection was kept for the next request",
    check: (rec) =>
      rec.first("client.putIdleConn") === undefined || rec.first("client.fin") !== undefined
        ? "it was not"
        : null,
  },
];
