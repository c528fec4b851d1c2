/**
 * What must be true of lab 12's recording at the default knobs.
 *
 * @module
 */

import type { Claim } from "../../lib/lab/lab.ts";
import { blockedFor, quickResult, quickWaited, refused, slowResult } from "./seen.ts";

export const claims: readonly Claim[] = [
  {
    text: "the request of the client in a hurry was sent before the computation, and read after it",
    check: (rec) => {
      const sent = rec.all("client.write").find((e) => e.conn === 2);
      const read = rec.all("rwc.read").find((e) => e.conn === 2);
      const [from, to] = [rec.first("handler.compute"), rec.first("handler.computed")];
      if (sent === undefined || read === undefined || from === undefined || to === undefined)
        return "nothing was computed here";
      return sent.seq < from.seq && read.seq > to.seq && blockedFor(rec) > 0
        ? null
        : `it was read at ${read.t} ms`;
    },
  },
  {
    text: "it got its answer, 2 s late",
    check: (rec) =>
      quickResult(rec)?.status === 200 && quickWaited(rec) === 2_000 ? null : `after ${quickWaited(rec)} ms`,
  },
  {
    text: "nothing at all happened while the handler computed",
    check: (rec) => {
      const [from, to] = [rec.first("handler.compute"), rec.first("handler.computed")];
      if (from === undefined || to === undefined) return "nothing was computed here";
      return to.seq === from.seq + 1 ? null : `${to.seq - from.seq - 1} events`;
    },
  },
  {
    text: "the computed answer was refused by the socket, 1 s after the write deadline, and its client got EOF",
    check: (rec) => {
      const failed = refused(rec);
      if (failed === undefined) return "the socket refused nothing";
      return failed.late === 1_000 && slowResult(rec)?.error?.endsWith(": EOF") === true
        ? null
        : `${failed.late} ms, ${slowResult(rec)?.error}`;
    },
  },
];
