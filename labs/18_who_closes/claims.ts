/**
 * What must be true of lab 18's recording at the default knobs.
 *
 * @module
 */

import type { Claim } from "../../lib/lab/lab.ts";
import { closer, framing, kept, said } from "./seen.ts";

export const claims: readonly Claim[] = [
  {
    text: "the client asked for keep-alive, and the answer does not say it back",
    check: (rec) => {
      const asked = rec
        .all("client.write")
        .some(({ data }) => atob(data).includes("\r\nConnection: keep-alive\r\n"));
      if (!asked) return "it did not ask";
      return said(rec) === null ? null : `it says ${said(rec)}`;
    },
  },
  {
    text: "the answer has neither a Content-Length nor chunks: its body ends where the connection ends",
    check: (rec) => (framing(rec) === "its connection" ? null : `it ends with ${framing(rec)}`),
  },
  {
    text: "the server closes the connection with the answer, and there is no second exchange",
    check: (rec) => {
      if (kept(rec)) return "a second request was answered";
      return closer(rec) === "server" ? null : "the client closed it first";
    },
  },
  {
    text: "nothing went wrong: the client has a 200 and the whole body, and the log is empty",
    check: (rec) => {
      const result = rec.first("client.result");
      const whole = result?.status === 200 && result.error === null && result.bytes === rec.header.knobs.size;
      return whole && !kept(rec) && rec.all("server.log").length === 0
        ? null
        : `${result?.status}, ${result?.bytes} bytes, ${kept(rec) ? "and the connection was kept" : "and it was closed"}`;
    },
  },
];
