/**
 * What must be true of lab 15's recording at the default knobs.
 *
 * @module
 */

import type { Claim } from "../../lib/lab/lab.ts";
import {
  afterAbruptClose,
  cause,
  clientSent,
  ending,
  failedSend,
  kept,
  left,
  result,
  serverRead,
} from "./seen.ts";

export const claims: readonly Claim[] = [
  {
    text: "the server answered with most of the request unread, and kept nothing open for the rest",
    check: (rec) => {
      const unread = Number(rec.header.knobs.size) - serverRead(rec);
      return left(rec) !== undefined && unread > clientSent(rec) && !kept(rec)
        ? null
        : `it read ${serverRead(rec)} bytes, and ${kept(rec) ? "kept" : "ended"} the connection`;
    },
  },
  {
    text: "the kernel took all of the answer, and the next thing done to the socket was a close, of both directions at once",
    check: (rec) => {
      const answer = left(rec);
      const end = ending(rec);
      if (answer === undefined || end === undefined) return "there was no answer, or no end";
      const next = rec.events.find((e) => e.seq > answer.seq && e.lane === "rwc");
      return answer.error === null && end === next && end.name === "rwc.close"
        ? null
        : `the next was ${next?.name}`;
    },
  },
  {
    text: "the client, which had not looked for an answer yet, could not send any more: connection reset by peer (broken pipe, where Deno has sent FIN before the RST)",
    check: (rec) => {
      const failed = failedSend(rec);
      const looked = rec.first("client.read");
      if (failed === undefined) return "all that it sent was taken";
      if (looked !== undefined && looked.seq < failed.seq) return "it had looked";
      return cause(failed.error) === afterAbruptClose(rec) ? null : failed.error;
    },
  },
  {
    text: "that error is what its program got; not a byte of the answer was read",
    check: (rec) => {
      const got = result(rec);
      const failed = failedSend(rec);
      return got !== undefined &&
        failed !== undefined &&
        got.status === null &&
        got.error?.endsWith(failed.error) === true &&
        rec.first("client.read") === undefined
        ? null
        : `it got ${JSON.stringify(got)}`;
    },
  },
];
