/**
 * What must be true of lab 04's recording at the default knobs.
 *
 * @module
 */

import type { Claim } from "../../lib/lab/lab.ts";
import { hadStatusFirst, refused, secondWrite, secondWrote } from "./halves.ts";

export const claims: readonly Claim[] = [
  {
    text: "the client's program had its 200, and the first half, before the deadline passed",
    check: (rec) => {
      const passed = rec.first("deadline.pass");
      const response = rec.first("client.response");
      if (passed === undefined) return "no deadline passed";
      if (!hadStatusFirst(rec) || response === undefined) return "it had no status by then";
      return response.status === 200 && response.seq < passed.seq
        ? null
        : `it had ${response.status} at ${response.t} ms`;
    },
  },
  {
    text: "the second half was written when the deadline had passed, and its write took all bytes and reported no error",
    check: (rec) => {
      const asked = secondWrite(rec);
      const told = secondWrote(rec);
      if (asked === undefined || told === undefined) return "it was not written";
      if ((rec.first("deadline.pass")?.seq ?? Number.POSITIVE_INFINITY) > asked.seq) return "it was in time";
      return told.error === null && told.n === asked.bytes ? null : `${told.n} bytes, ${told.error}`;
    },
  },
  {
    text: "nobody on the server was told: no call of the handler had an error, and the log is empty, though the socket refused the second half",
    check: (rec) => {
      if (refused(rec) === undefined) return "the socket refused nothing";
      const told = [...rec.all("handler.wrote"), ...rec.all("handler.flushed")].find((e) => e.error !== null);
      if (told !== undefined) return `the handler was told: ${told.error}`;
      return rec.all("server.log").length === 0 ? null : "the log has something";
    },
  },
  {
    text: "the body was chunked, and its last chunk stayed in the server's buffer",
    check: (rec) => {
      const header = rec.first("chunkWriter.header");
      if (header?.framing !== "chunked") return `the framing was ${header?.framing}`;
      const last = rec.first("chunkWriter.close");
      const stuck = refused(rec);
      if (last === undefined || stuck === undefined) return "it was sent";
      return last.seq < stuck.seq && stuck.n === 0 ? null : "it was sent";
    },
  },
  {
    text: "the client got 200, exactly the first half, and unexpected EOF",
    check: (rec) => {
      const result = rec.last("client.result");
      return result?.status === 200 &&
        result.bytes === rec.header.knobs.first &&
        result.error === "unexpected EOF"
        ? null
        : `it got ${JSON.stringify(result)}`;
    },
  },
  {
    text: "the server closed the connection after the handler had returned, with FIN",
    check: (rec) => {
      const closed = rec.first("rwc.close");
      const returned = rec.first("handler.return");
      if (closed === undefined || returned === undefined || rec.first("client.fin") === undefined)
        return "it was not closed by the server";
      return closed.seq > returned.seq ? null : `it was closed at ${closed.t} ms`;
    },
  },
];
