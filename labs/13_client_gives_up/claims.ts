/**
 * What must be true of lab 13's recording at the default knobs.
 *
 * @module
 */

import type { Claim } from "../../lib/lab/lab.ts";
import { aborted, forNobody, gaveUp } from "./seen.ts";

export const claims: readonly Claim[] = [
  {
    text: "the client gave up with Client.Timeout exceeded while awaiting headers, when its time was over",
    check: (rec) => {
      const result = rec.last("client.result");
      return result?.error?.endsWith(
        ": context deadline exceeded (Client.Timeout exceeded while awaiting headers)",
      ) === true && gaveUp(rec) === rec.header.knobs.clientTimeout
        ? null
        : `it got ${JSON.stringify(result)}`;
    },
  },
  {
    text: "the server read the client's FIN while the handler worked, and aborted r.signal in the same moment",
    check: (rec) => {
      const abort = aborted(rec);
      const fin = rec.first("rwc.fin");
      if (abort === undefined || fin === undefined) return "it did not notice";
      return fin.seq < abort.seq && abort.t === gaveUp(rec) ? null : `it was aborted at ${abort.t} ms`;
    },
  },
  {
    text: "the handler worked on for four fifths of its time, for nobody",
    check: (rec) => {
      const share = forNobody(rec) / Number(rec.header.knobs.handlerTime);
      return share === 0.8 ? null : `for ${forNobody(rec)} ms`;
    },
  },
  {
    text: "its write took all bytes and reported no error, and the socket took them too",
    check: (rec) => {
      const wrote = rec.first("handler.wrote");
      const sent = rec.first("rwc.wrote");
      if (gaveUp(rec) === null || wrote === undefined || sent === undefined)
        return "nothing was written to nobody";
      return wrote.error === null && sent.error === null && sent.n > wrote.n
        ? null
        : `${wrote.error}, ${sent.error}`;
    },
  },
  {
    text: "not a byte of the answer was read by anybody, and the server's log is empty",
    check: (rec) => {
      if (rec.all("client.read").length > 0) return "the client read something";
      if (rec.first("handler.write") === undefined) return "there was no answer";
      return rec.all("server.log").length === 0 ? null : "the log has something";
    },
  },
];
