/**
 * What lab 22 asks before it shows it.
 *
 * @module
 */

import type { Question } from "../../lib/lab/lab.ts";
import { type Recording, seconds } from "../../lib/mod.ts";
import { declared, got, kept, refused, taken } from "./seen.ts";

const all = "no error: all of its bytes are taken";
const some = "an error, and some of its bytes are taken";
const none = "an error, and none of its bytes is taken";

const staysOpen = "it is kept for the next request";
const isClosed = "the server closes it";

const whole = "no error: the body is whole";
const unexpected = "unexpected EOF";

export const questions: readonly Question[] = [
  {
    id: "last-write",
    text: (rec) =>
      `The handler has set Content-Length: ${declared(rec)}, and writes ${rec.header.knobs.written} bytes in ${rec.header.knobs.pieces} ${rec.header.knobs.pieces === 1 ? "write" : "writes"}. What does the last one report?`,
    before: (rec) => rec.last("handler.wrote"),
    kind: { type: "choice", of: () => [all, some, none] },
    answer: (rec) => {
      const last = rec.last("handler.wrote");
      if (last === undefined || last.error === null) return all;
      return last.n > 0 ? some : none;
    },
    why: (rec) => {
      const error = rec.last("handler.wrote")?.error ?? null;
      return error === null
        ? `${taken(rec)} bytes are not more than ${declared(rec)}, so there is nothing to say. That they may be too few, nobody can know before the handler returns.`
        : `${error}: with it the sum would be more than ${declared(rec)}, and a write is taken as a whole or not at all.`;
    },
    hints: ["What can the server know while the handler may still write?"],
  },
  {
    id: "bytes",
    text: (rec) =>
      `Content-Length says ${declared(rec)}; the handler meant to send ${rec.header.knobs.written}. How many bytes of a body does the client's program read?`,
    before: (rec) => rec.first("client.read"),
    kind: { type: "number", unit: "bytes" },
    answer: got,
    why: (rec) =>
      `The writes took ${taken(rec)} bytes, and ${got(rec)} arrived. The server neither fills up what is missing nor cuts a write to fit.`,
    hints: ["Which writes were taken?", "Is a write that is too long cut?"],
  },
  {
    id: "when",
    text: (rec) =>
      `After its last write${rec.header.knobs.flush === true ? " and a flush" : ""} the handler works for ${seconds(Number(rec.header.knobs.work))}, and then returns. When does the client's program know how its request came out?`,
    before: (rec) => rec.first("client.response"),
    kind: { type: "number", unit: "duration" },
    answer: (rec) => Math.round(rec.last("client.result")?.t ?? 0),
    why: (rec) =>
      (rec.last("client.result")?.seq ?? 0) > (rec.first("handler.return")?.seq ?? 0)
        ? "It waits for bytes that could still come, and the end of the connection tells it that they will not. The server ends it when the handler has returned."
        : "It had as many bytes as were promised, and a body of that length is over, whatever the handler still does.",
    hints: ["What does a client do that was promised more than it has?"],
  },
  {
    id: "connection",
    text: () => "The handler returns. What does the server do with the connection?",
    before: (rec) => rec.first("handler.return"),
    kind: { type: "choice", of: () => [staysOpen, isClosed] },
    answer: (rec) => (kept(rec) ? staysOpen : isClosed),
    why: (rec: Recording) =>
      kept(rec)
        ? "As many bytes as were promised were written: the next answer begins where the client expects it."
        : `${refused(rec) === undefined ? "Too little" : "Too much"} was written. A client that counts would take the next answer for a part of this one, or the server cannot know that it would not: so it closes.`,
    hints: ["Where would the next answer begin, in the eyes of a client that counts?"],
  },
  {
    id: "ends-with",
    text: () => "The client's program reads the body. What does that end with?",
    before: (rec) => rec.first("client.body"),
    kind: { type: "choice", of: () => [whole, unexpected] },
    answer: (rec) => (rec.last("client.result")?.error === null ? whole : unexpected),
    why: (rec) =>
      got(rec) === declared(rec)
        ? `${got(rec)} bytes were promised and came. The client sees nothing wrong.`
        : `${declared(rec)} bytes were promised, ${got(rec)} came, and then the connection ended.`,
    hints: ["The client knows the header and the bytes, and nothing of the handler."],
  },
];
