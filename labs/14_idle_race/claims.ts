/**
 * What must be true of lab 14's recording at the default knobs.
 *
 * @module
 */

import type { Claim } from "../../lib/lab/lab.ts";
import { attempts, dialled, raced, result, sent, served } from "./seen.ts";

export const claims: readonly Claim[] = [
  {
    text: "the server closed the connection before the request left, and the client did not know it yet",
    check: (rec) => {
      const fin = rec.first("client.fin");
      const first = sent(rec)[0];
      if (!raced(rec) || fin === undefined || first === undefined) return "there was no race";
      return first.seq < fin.seq ? null : "the FIN was there first";
    },
  },
  {
    text: "the second request went out once, on the connection of the first, and was not sent again",
    check: (rec) =>
      attempts(rec).length === 1 && attempts(rec)[0]?.reused === true && dialled(rec) === 1
        ? null
        : `${attempts(rec).length} attempts, ${dialled(rec)} connections`,
  },
  {
    text: "the client's program got EOF",
    check: (rec) =>
      result(rec)?.error?.endsWith(": EOF") === true ? null : `it got ${JSON.stringify(result(rec))}`,
  },
  {
    text: "the handler never saw the second request, and the server's log is empty",
    check: (rec) =>
      served(rec) === 0 && rec.all("server.log").length === 0 ? null : `it was called ${served(rec)} times`,
  },
];
