/**
 * What must be true of lab 05's recording at the default knobs.
 *
 * @module
 */

import type { Claim } from "../../lib/lab/lab.ts";
import { hadStatusFirst, refused } from "../04_truncated/halves.ts";
import { framingOf, got, lastTold, meant } from "./told.ts";

export const claims: readonly Claim[] = [
  {
    text: "nothing in the header says where the body ends",
    check: (rec) => (framingOf(rec) === "until-close" ? null : `it says ${framingOf(rec)}`),
  },
  {
    text: "the first half arrived before the deadline passed, and the socket refused the second",
    check: (rec) => {
      const failed = refused(rec);
      if (failed === undefined) return "the socket refused nothing";
      return hadStatusFirst(rec) && failed.error?.endsWith(": i/o timeout") === true
        ? null
        : `${failed.error}`;
    },
  },
  {
    text: "the client's program got 200, no error, and fewer bytes than the handler wrote",
    check: (rec) => {
      const result = rec.last("client.result");
      return result?.status === 200 &&
        result.error === null &&
        got(rec) === rec.header.knobs.first &&
        got(rec) < meant(rec)
        ? null
        : `it got ${JSON.stringify(result)}`;
    },
  },
  {
    text: "every write of the handler took all its bytes and reported no error",
    check: (rec) => {
      const taken = rec.all("handler.wrote").reduce((sum, e) => sum + e.n, 0);
      return lastTold(rec) === null && taken === meant(rec)
        ? null
        : `they took ${taken} and reported ${lastTold(rec)}`;
    },
  },
  {
    text: "the server's log is empty, though an error was dropped after the handler had returned",
    check: (rec) => {
      const dropped = rec.first("server.dropped");
      if (dropped === undefined) return "no error was dropped";
      return rec.all("server.log").length === 0 ? null : "the log has something";
    },
  },
];
