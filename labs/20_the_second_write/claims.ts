/**
 * What must be true of lab 20's recording at the default knobs.
 *
 * @module
 */

import type { Claim } from "../../lib/lab/lab.ts";
import { believed, got, learnt, refused, short, taken, toldAt, writesToNobody } from "./seen.ts";

export const claims: readonly Claim[] = [
  {
    text: "the server read the client's FIN, and aborted r.signal, before anything was written",
    check: (rec) => {
      const [fin, abort, write] = [rec.first("rwc.fin"), rec.first("handler.abort"), rec.first("rwc.write")];
      if (fin === undefined || abort === undefined || write === undefined) return "one of these is missing";
      return fin.seq < abort.seq && abort.seq < write.seq && learnt(rec) === "read"
        ? null
        : `they came as ${fin.seq}, ${abort.seq}, ${write.seq}`;
    },
  },
  {
    text: "the first write to the client that had gone succeeded: the kernel took all of it, and the flush reported no error",
    check: (rec) => {
      const [first] = writesToNobody(rec);
      const told = rec.first("handler.flushed");
      return got(rec) === 0 && first?.error === null && told?.error === null
        ? null
        : `the socket said ${first?.error ?? "nothing"}, the flush ${told?.error ?? "no error"}, the client read ${got(rec)} pieces`;
    },
  },
  {
    text: "the second write of the answer failed: broken pipe",
    check: (rec) => {
      const failed = refused(rec);
      if (failed === undefined || failed.error === null) return "none failed";
      const place = rec.all("rwc.wrote").indexOf(failed) + 1;
      return place === 2 && short(failed.error) === "broken pipe"
        ? null
        : `write ${place} failed: ${failed.error}`;
    },
  },
  {
    text: "w.write of the second piece reported no error all the same; its flush did",
    check: (rec) => {
      const [, second] = rec.all("handler.wrote");
      return second?.error === null && toldAt(rec) === 2 ? null : `the flush of piece ${toldAt(rec)} did`;
    },
  },
  {
    text: "the third piece did not reach the socket: conn.bufw remembers the error",
    check: (rec) => {
      const pieces = rec.all("handler.flush").length;
      const writes = rec.all("rwc.write").length;
      return pieces === 3 && writes === 2 ? null : `${pieces} pieces made ${writes} writes`;
    },
  },
  {
    text: "one piece counts as sent that nobody read, and the server's log is empty",
    check: (rec) => {
      const lost = believed(rec) - got(rec);
      return lost === 1 &&
        taken(rec).length === 1 &&
        rec.all("server.log").length === 0 &&
        believed(rec) === 1
        ? null
        : `${believed(rec)} count as sent, ${got(rec)} were read`;
    },
  },
];
