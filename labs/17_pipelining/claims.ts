/**
 * What must be true of lab 17's recording at the default knobs.
 *
 * @module
 */

import type { Claim } from "../../lib/lab/lab.ts";
import { count } from "./requests.ts";
import { answered, fates, handled, knows, startOf } from "./seen.ts";

export const claims: readonly Claim[] = [
  {
    text: "the second handler starts when the first has returned, though its request had come long before",
    check: (rec) => {
      const first = rec.first("handler.return");
      const second = startOf(rec, 2);
      if (first === undefined || second === undefined) return "it does not start";
      if (second.seq < first.seq) return "it starts before";
      return second.t > (startOf(rec, 1)?.t ?? 0) ? null : "the first one took no time";
    },
  },
  {
    text: "the first request is answered with a 200; the second one is not answered, as its handler panics",
    check: (rec) => {
      const [first, second] = fates(rec);
      if (first?.status !== 200) return `the first got ${first?.status ?? "no answer"}`;
      if (second?.status !== null) return `the second got ${second?.status}`;
      return rec.all("handler.return").some(({ error }) => error !== null) ? null : "no handler threw";
    },
  },
  {
    text: "the third one had been read with the first, in one piece, and its handler is never called",
    check: (rec) => {
      const sent = rec.all("client.write").reduce((sum, e) => sum + e.bytes, 0);
      const read = rec.first("rwc.read")?.bytes;
      if (read !== sent) return `the first read took ${read} of ${sent} bytes`;
      const third = fates(rec)[count - 1];
      return third?.ran === false ? null : `the handlers of ${handled(rec).join(" ")} were called`;
    },
  },
  {
    text: "for the second and the third the client has the same: the end of the connection",
    check: (rec) => {
      const [, second, third] = fates(rec);
      if (answered(rec) !== 1) return `${answered(rec)} were answered`;
      const [a, b] = [knows(rec, 2), knows(rec, 3)];
      return a !== undefined && a === b && second?.error === third?.error && second?.error !== null
        ? null
        : `${second?.error ?? "an answer"}, and ${third?.error ?? "an answer"}`;
    },
  },
  {
    text: "the log has the panic, and nothing of the request behind it",
    check: (rec) => {
      const log = rec.all("server.log");
      return log.length === 1 && log[0]?.line.startsWith("http: panic serving ") === true
        ? null
        : `${log.length} lines`;
    },
  },
];
