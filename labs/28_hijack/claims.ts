/**
 * What must be true of lab 28's recording at the default knobs.
 *
 * @module
 */

import type { Claim } from "../../lib/lab/lab.ts";
import { buffered, cleared, echoes, gaveUp, linesRead, passed } from "./seen.ts";

export const claims: readonly Claim[] = [
  {
    text: "the server read the request and the client's whole first line at once, before the handler took the connection",
    check: (rec) => (buffered(rec) === "line 1\n".length ? null : `${buffered(rec)} bytes lay in the buffer`),
  },
  {
    text: "the handler, which reads from the connection, got no line at all",
    check: (rec) => (linesRead(rec).length === 0 ? null : `it read ${JSON.stringify(linesRead(rec))}`),
  },
  {
    text: "the client got its 101, no echo, and gave up",
    check: (rec) =>
      echoes(rec) === 0 && rec.last("client.result")?.status === 101 && gaveUp(rec) !== undefined
        ? null
        : `${echoes(rec)} echoes`,
  },
  {
    text: "Hijack took the server's write deadline away, and no deadline of the server's side passed afterwards",
    check: (rec) =>
      cleared(rec) !== undefined && passed(rec).length === 0
        ? null
        : `${passed(rec).length} passed, the write deadline ${cleared(rec) === undefined ? "was not" : "was"} taken away`,
  },
  {
    text: "the handler heard of it only when the client had gone; for the server the connection's last state is hijacked",
    check: (rec) => {
      const [left, returned] = [rec.first("client.close"), rec.first("handler.return")];
      const heard = left !== undefined && returned !== undefined && left.seq < returned.seq;
      const last = rec.last("server.state")?.state;
      return heard && last === "hijacked"
        ? null
        : `the last state is ${last}, and it heard of it ${heard ? "then" : "before"}`;
    },
  },
];
