/**
 * What must be true of lab 27's recording at the default knobs.
 *
 * @module
 */

import type { Claim } from "../../lib/lab/lab.ts";
import { logEntry, sent } from "./seen.ts";

export const claims: readonly Claim[] = [
  {
    text: "the handler's write took all bytes and reported no error, before the handler threw",
    check: (rec) => {
      const wrote = rec.first("handler.wrote");
      if (wrote === undefined) return "it did not write";
      return wrote.error === null && wrote.n === rec.header.knobs.size
        ? null
        : `${wrote.n} bytes, ${wrote.error}`;
    },
  },
  {
    text: "nothing of it is sent, and no 500 either: the server closes the connection without a byte",
    check: (rec) => (sent(rec) === 0 ? null : `${sent(rec)} bytes were sent`),
  },
  {
    text: "the client gets no status, and EOF, as in lab 01",
    check: (rec) => {
      const result = rec.last("client.result");
      return result?.status === null && result.error?.endsWith(": EOF") === true
        ? null
        : `it gets ${result?.status} and ${result?.error}`;
    },
  },
  {
    text: "the server's log has one entry, which says panic and what was thrown",
    check: (rec) => {
      const entry = logEntry(rec);
      if (entry === null) return "the log is empty";
      const thrown = rec.first("handler.return")?.error;
      return entry.startsWith("http: panic serving ") && entry.endsWith(`: ${thrown}`)
        ? null
        : `the log has: ${entry}`;
    },
  },
];
