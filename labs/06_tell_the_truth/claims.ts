/**
 * What must be true of lab 06's recording at the default knobs.
 *
 * @module
 */

import type { Claim } from "../../lib/lab/lab.ts";

export const claims: readonly Claim[] = [
  {
    text: "the handler's write took all its bytes and reported no error",
    check: (rec) => {
      const [wrote] = rec.all("handler.wrote");
      if (wrote === undefined) return "it wrote nothing";
      return wrote.error === null && wrote.n === rec.header.knobs.size ? null : `${wrote.n}, ${wrote.error}`;
    },
  },
  {
    text: "the flush behind it reported i/o timeout",
    check: (rec) => {
      const [flushed] = rec.all("handler.flushed");
      if (flushed === undefined) return "nobody flushed";
      return flushed.error?.endsWith(": i/o timeout") === true ? null : `it reported ${flushed.error}`;
    },
  },
  {
    text: "the log has one line, which says 200, all the bytes, and the error of the socket",
    check: (rec) => {
      const lines = rec.all("handler.log").map(({ line }) => line);
      const error = rec.all("rwc.wrote").find((e) => e.error !== null)?.error;
      if (error === undefined) return "the socket refused nothing";
      const wanted = `GET / 200 ${rec.header.knobs.size} error: ${error}`;
      return lines.length === 1 && lines[0] === wanted ? null : `it has ${JSON.stringify(lines)}`;
    },
  },
  {
    text: "the flush made the body chunked, which would have had a Content-Length without it",
    check: (rec) => {
      const framing = rec.first("chunkWriter.header")?.framing;
      const copied = rec.first("response.w.fill") !== undefined;
      return framing === "chunked" && copied ? null : `the framing is ${framing}`;
    },
  },
  {
    text: "the client got EOF all the same, and not a byte",
    check: (rec) => {
      const result = rec.last("client.result");
      return result?.error?.endsWith(": EOF") === true && rec.first("client.read") === undefined
        ? null
        : `it got ${JSON.stringify(result)}`;
    },
  },
];
