/**
 * What must be true of lab 19's recording at the default knobs.
 *
 * @module
 */

import type { Claim } from "../../lib/lab/lab.ts";
import { aborted, finished, result, serverEnded } from "./seen.ts";

export const claims: readonly Claim[] = [
  {
    text: "the server read the client's FIN while the handler worked, and the next thing it did was to abort r.signal",
    check: (rec) => {
      const fin = rec.first("rwc.fin");
      const abort = aborted(rec);
      if (fin === undefined || abort === undefined) return "it was not aborted";
      return rec.events[fin.seq] === abort ? null : `it was aborted at ${abort.t} ms`;
    },
  },
  {
    text: "the handler's work was not done to its end",
    check: (rec) => {
      if (rec.first("handler.sleep") === undefined) return "it did not work";
      return finished(rec) ? "it was done to its end" : null;
    },
  },
  {
    text: "the client had been there all the time: it read an answer of 500, whole, and had closed nothing but its sending side",
    check: (rec) => {
      const got = result(rec);
      const closed = rec.first("client.close");
      return got?.status === 500 && got.error === null && closed !== undefined && closed.seq > got.seq
        ? null
        : `it got ${JSON.stringify(got)}`;
    },
  },
  {
    text: "the server ended the connection, though neither side had said Connection: close: no request can follow a FIN",
    check: (rec) => {
      if (rec.header.knobs.keepAlive !== true) return "the client had said it";
      const idle = rec.all("server.state").some(({ state }) => state === "idle");
      return idle && serverEnded(rec) ? null : "it did not";
    },
  },
];
