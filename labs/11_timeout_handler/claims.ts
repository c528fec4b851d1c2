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
      const whole = result?.status === 503 && result.error === null;
      const inTime = answeredAt(rec) >= Number(rec.header.knobs.limit) && !rec.first("deadline.pass");
      return whole && inTime ? null : `it got ${JSON.stringify(result)}`;
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
    text: "the handler worked on to its end, when everybody had been answered",
    check: (rec) => {
      const [woke, result] = [rec.first("handler.wake"), rec.last("client.result")];
      if (woke === undefined || result === undefined) return "it did not";
      return result.seq < woke.seq ? null : `it was done at ${doneAt(rec)} ms`;
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
