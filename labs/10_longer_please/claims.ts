/**
 * What must be true of lab 10's recording at the default knobs.
 *
 * @module
 */

import type { Claim } from "../../lib/lab/lab.ts";
import { failedFlush, ownDeadlines, received, refused, sent } from "./seen.ts";

export const claims: readonly Claim[] = [
  {
    text: "the deadline did not move while the stream ran, though flushes succeeded before it passed",
    check: (rec) => {
      const passed = rec.first("deadline.pass");
      if (passed === undefined) return "no deadline passed";
      const before = rec.all("handler.flushed").filter((e) => e.seq < passed.seq && e.error === null).length;
      return ownDeadlines(rec).length === 0 && before === 2 ? null : `${before} flushes before it`;
    },
  },
  {
    text: "two of five events reached the client",
    check: (rec) =>
      received(rec) === 2 && sent(rec) === 2 && rec.header.knobs.events === 5 ? null : `${received(rec)} did`,
  },
  {
    text: "the third was refused by the socket after the deadline, and its flush was told, its write was not",
    check: (rec) => {
      const failed = refused(rec);
      if (failed === undefined || failedFlush(rec) === undefined) return "none was refused";
      const told = rec.all("handler.wrote").find((e) => e.error !== null);
      return (failed.late ?? 0) > 0 && told === undefined ? null : `${failed.late} ms, ${told?.error}`;
    },
  },
  {
    text: "the client's program got 200 and unexpected EOF",
    check: (rec) => {
      const result = rec.last("client.result");
      return result?.status === 200 && result.error === "unexpected EOF"
        ? null
        : `it got ${JSON.stringify(result)}`;
    },
  },
  {
    text: "the handler could say in the log what happened",
    check: (rec) => (rec.all("handler.log").length === 1 ? null : "it had nothing to say"),
  },
];
