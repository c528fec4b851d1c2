/**
 * What must be true of lab 21's recording at the default knobs.
 *
 * @module
 */

import type { Claim } from "../../lib/lab/lab.ts";
import { closedAfter, closing, down, halfGot, refused, told, toldToGo, waited } from "./seen.ts";

export const claims: readonly Claim[] = [
  {
    text: "shutdown closed the idle connection first, and no other one before the handler's work was done",
    check: (rec) => {
      const [idle, ...others] = [1, 2, 3].map((conn) => closing(rec, conn)?.seq ?? 0);
      const woke = rec.first("handler.wake")?.seq ?? 0;
      return others.every((seq) => seq > woke && seq > (idle ?? 0))
        ? null
        : `they were closed as ${[idle, ...others].join(", ")}`;
    },
  },
  {
    text: "who came after shutdown had begun was refused, though the server still had an answer to give",
    check: (rec) => {
      const late = refused(rec);
      const answer = waited(rec);
      const served = answer?.error === null && answer.seq > (late?.seq ?? Number.POSITIVE_INFINITY);
      return /connect: connection refused$/.test(late?.error ?? "") && served
        ? null
        : `it got ${late?.error ?? "no error"}, and the other one ${answer?.error ?? "its answer"}`;
    },
  },
  {
    text: "the client that waited got its answer, and it said that it was the last one",
    check: (rec) => {
      const result = waited(rec);
      return result?.status === 200 && result.error === null && toldToGo(rec)
        ? null
        : `it got ${JSON.stringify(result)}`;
    },
  },
  {
    text: "half a header was closed five seconds after it was begun, with no answer, and without its rest",
    check: (rec) => {
      const rest = rec.all("client.write").filter((e) => e.conn === 3).length - 1;
      const after = closedAfter(rec, 3);
      return after >= 5_000 && after < 7_000 && halfGot(rec) === 0 && rest === 0
        ? null
        : `after ${after} ms, ${rest} more writes`;
    },
  },
  {
    text: "that was what shutdown waited for: it returned when the last connection had ended, half a header, and without an error",
    check: (rec) => {
      const end = down(rec);
      const last = Math.max(...[1, 2].map((conn) => closing(rec, conn)?.seq ?? 0));
      if (end === undefined) return "shutdown was not called";
      const half = closing(rec, 3)?.seq ?? 0;
      return end.error === null && half > last && end.seq > half
        ? null
        : `it returned ${end.error ?? "no error"}`;
    },
  },
  {
    text: "the handler was not disturbed: r.signal was not aborted before it returned",
    check: (rec) => {
      const abort = rec.first("handler.abort");
      return abort === undefined && told(rec) !== undefined && rec.all("server.log").length === 0
        ? null
        : `it was aborted at ${abort?.t} ms`;
    },
  },
];
