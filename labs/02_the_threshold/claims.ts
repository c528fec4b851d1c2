/**
 * What must be true of lab 02's recording at the default knobs.
 *
 * @module
 */

import type { Claim } from "../../lib/lab/lab.ts";
import { chunkLine, connBuffer, failedWrite, given, refused, threshold } from "./threshold.ts";

export const claims: readonly Claim[] = [
  {
    text: "the write reported i/o timeout, having taken fewer bytes than it was given",
    check: (rec) => {
      const wrote = failedWrite(rec);
      if (wrote === undefined) return "no write reported an error";
      return wrote.error?.endsWith(": i/o timeout") === true && wrote.n < given(rec, wrote)
        ? null
        : `it took ${wrote.n} and reported ${wrote.error}`;
    },
  },
  {
    text: "header, chunk and the bytes that were taken filled conn.bufw to the last byte, and the socket took none of them",
    check: (rec) => {
      const wrote = failedWrite(rec);
      const failed = refused(rec);
      const header = rec.first("chunkWriter.header");
      if (wrote === undefined || failed === undefined || header === undefined) return "no write was refused";
      const sum = header.bytes + chunkLine(given(rec, wrote)) + wrote.n;
      return sum === connBuffer(rec) && failed.n === 0
        ? null
        : `they were ${sum} bytes, and it took ${failed.n}`;
    },
  },
  {
    text: "the body is past the threshold, which lies below the 4096 bytes of conn.bufw by the header, the chunk's two lines, and one byte",
    check: (rec) => {
      const size = threshold(rec);
      const header = rec.first("chunkWriter.header");
      if (size === null || header === undefined) return "there is no threshold in this recording";
      if (Number(rec.header.knobs.size) < size) return `it is ${size}, and the body is smaller`;
      const sum = header.bytes + chunkLine(size) + size + 2;
      return sum === connBuffer(rec) + 1 && header.bytes < 200
        ? null
        : `it is ${size}, with ${header.bytes} of header`;
    },
  },
  {
    text: "the error stuck: the second try took nothing, reported the same, and the socket was not asked again",
    check: (rec) => {
      const wrote = rec.all("handler.wrote");
      const [first, second, ...more] = wrote;
      if (first === undefined || second === undefined || more.length > 0) return `${wrote.length} writes`;
      return second.n === 0 &&
        second.error !== null &&
        second.error === first.error &&
        rec.all("rwc.wrote").length === 1
        ? null
        : `the second took ${second.n} and reported ${second.error}`;
    },
  },
  {
    text: "the socket was closed while the first write was still under way",
    check: (rec) => {
      const closed = rec.first("rwc.close");
      const wrote = rec.first("handler.wrote");
      if (closed === undefined || wrote === undefined) return "it was not closed";
      return closed.seq < wrote.seq ? null : "it was closed later";
    },
  },
  {
    text: "the client got EOF and not a byte, and the server's log is empty",
    check: (rec) => {
      const result = rec.last("client.result");
      return result?.error?.endsWith(": EOF") === true &&
        rec.first("client.read") === undefined &&
        rec.all("server.log").length === 0
        ? null
        : `it got ${JSON.stringify(result)}`;
    },
  },
];
