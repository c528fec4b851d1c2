/**
 * What must be true of lab 22's recording at the default knobs.
 *
 * @module
 */

import type { Claim } from "../../lib/lab/lab.ts";
import { declared, got, kept, refused, taken } from "./seen.ts";

export const claims: readonly Claim[] = [
  {
    text: "nobody on the server is told: every write took its bytes and reported no error, and the log is empty",
    check: (rec) => {
      const told = refused(rec);
      if (told !== undefined) return `a write was told: ${told.error}`;
      return rec.all("server.log").length === 0 ? null : "the log has something";
    },
  },
  {
    text: "the header promises more bytes than ever come, and all that was written does come",
    check: (rec) => {
      const promised = rec.first("client.response")?.contentLength;
      if (promised !== declared(rec)) return `it promises ${promised}`;
      return got(rec) === taken(rec) && got(rec) < promised ? null : `${got(rec)} of ${promised} come`;
    },
  },
  {
    text: "the client gets a 200, and then unexpected EOF",
    check: (rec) => {
      const result = rec.last("client.result");
      return result?.status === 200 && result.error === "unexpected EOF"
        ? null
        : `it gets ${result?.status} and ${result?.error ?? "no error"}`;
    },
  },
  {
    text: "it has every byte while the handler still works, and knows that no more will come only when the handler has returned",
    check: (rec) => {
      const read = rec.first("client.read");
      const returned = rec.first("handler.return");
      const known = rec.first("client.body");
      if (read === undefined || returned === undefined || known === undefined)
        return "something did not happen";
      if (read.seq > returned.seq) return "nothing came before";
      return known.seq > returned.seq ? null : "it knew before";
    },
  },
  {
    text: "the server does not keep the connection: it closes it after the answer, with FIN",
    check: (rec) => {
      if (kept(rec)) return "it is kept";
      const fin = rec.first("client.fin");
      const returned = rec.first("handler.return");
      return fin !== undefined && returned !== undefined && fin.seq > returned.seq ? null : "no FIN came";
    },
  },
];
