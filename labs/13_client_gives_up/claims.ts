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
      ) === true && Number(gaveUp(rec)) >= Number(rec.header.knobs.clientTimeout)
        ? null
        : `it got ${JSON.stringify(result)}`;
    },
  },
  {
    text: "the server read the client's FIN while the handler worked, and the next thing it did was to abort r.signal",
    check: (rec) => {
      const abort = aborted(rec);
      const fin = rec.first("rwc.fin");
      if (abort === undefined || fin === undefined) return "it did not notice";
      const returned = rec.first("handler.return")?.seq ?? Number.POSITIVE_INFINITY;
      const next = rec.events.find((e) => e.seq > fin.seq);
      return next === abort && abort.seq < returned ? null : `it was aborted at ${abort.t} ms`;
    },
  },
  {
    text: "the handler worked on to its end, for nobody",
    check: (rec) => {
      const [abort, woke] = [aborted(rec), rec.first("handler.wake")];
      return abort !== undefined && woke !== undefined && abort.seq < woke.seq && forNobody(rec) > 0
        ? null
        : `for ${forNobody(rec)} ms`;
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
