/**
 * What must be true of lab 16's recording at the default knobs.
 *
 * @module
 */

import type { Claim } from "../../lib/lab/lab.ts";
import { armed, ending, moved, passed } from "./seen.ts";

export const claims: readonly Claim[] = [
  {
    text: "the answer came after a silence in which probes are due, and the connection was kept for a next request",
    check: (rec) => {
      const result = rec.last("client.result");
      const kept = rec.first("client.putIdleConn") !== undefined;
      return result?.status === 200 && result.error === null && kept
        ? null
        : `the client got ${result?.error}`;
    },
  },
  {
    text: "the idle deadline was armed once, and nothing moved it before it passed",
    check: (rec) =>
      ending(rec) === "idle" && moved(rec) === 0 ? null : `${ending(rec)}, moved ${moved(rec)} times`,
  },
  {
    text: "it passed when it was due, and woke the server, which closed the connection",
    check: (rec) => {
      const [set, pass, closed] = [armed(rec), passed(rec), rec.last("rwc.close")];
      if (set === undefined || pass === undefined || closed === undefined) return "it did not pass";
      if (!pass.blocked || closed.seq < pass.seq) return "nobody was woken";
      return pass.t - set.t >= set.after ? null : `it passed after ${pass.t - set.t} ms`;
    },
  },
  {
    text: "the client's program had its answer before the FIN, and knows of no error",
    check: (rec) => {
      const [result, fin] = [rec.last("client.result"), rec.first("client.fin")];
      if (fin === undefined || rec.all("client.error").length > 0) return "it read no FIN";
      return result !== undefined && result.seq < fin.seq ? null : "the FIN came first";
    },
  },
];
