/**
 * What must be true of lab 03's recording at the default knobs.
 *
 * @module
 */

import type { Claim } from "../../lib/lab/lab.ts";
import { afterHandler, refused, toldByFlush, toldByWrite } from "./told.ts";

export const claims: readonly Claim[] = [
  {
    text: "w.write took all bytes and reported no error",
    check: (rec) => {
      const told = toldByWrite(rec);
      return told === undefined ? null : `it took ${told.n} and reported ${told.error}`;
    },
  },
  {
    text: "the flush returned i/o timeout to the handler, which had not returned yet",
    check: (rec) => {
      const told = toldByFlush(rec);
      if (told === undefined) return "no flush told it anything";
      return told.error?.endsWith(": i/o timeout") === true && !afterHandler(rec, told)
        ? null
        : `it said ${told.error}`;
    },
  },
  {
    text: "the socket was asked for the first time by that flush, and took nothing",
    check: (rec) => {
      const failed = refused(rec);
      if (failed === undefined) return "the socket refused nothing";
      const began = rec.first("handler.flush");
      if (began === undefined || began.seq > failed.seq) return "it was asked without a flush";
      return rec.all("rwc.wrote").length === 1 && failed.n === 0 ? null : `it took ${failed.n} bytes`;
    },
  },
  {
    text: "the whole body had been written, and still the header had no Content-Length",
    check: (rec) => {
      const header = rec.first("chunkWriter.header");
      const wrote = rec.last("handler.wrote");
      if (header === undefined || wrote === undefined) return "there was no header";
      if (wrote.seq > header.seq) return "the header came before the write was done";
      return header.framing === "chunked" ? null : `it said ${header.framing}: ${header.contentLength}`;
    },
  },
  {
    text: 'the client got Get "http://…": EOF and not a byte, and the server\'s log is empty',
    check: (rec) => {
      const result = rec.last("client.result");
      const said = `Get "http://${rec.first("server.listen")?.addr}": EOF`;
      return result?.error === said &&
        rec.first("client.read") === undefined &&
        rec.all("server.log").length === 0
        ? null
        : `it got ${JSON.stringify(result)}`;
    },
  },
];
