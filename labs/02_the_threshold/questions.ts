/**
 * What lab 02 asks before it shows it.
 *
 * @module
 */

import type { Question } from "../../lib/lab/lab.ts";
import { type Recording, seconds } from "../../lib/mod.ts";
import { chunkLine, connBuffer, failedWrite, given, refused, threshold } from "./threshold.ts";

const noError = "no error";
const anError = "an error";

const nothing = "no answer: an error";
const part = "a status, and an error in the body";
const whole = "the whole answer";

export const questions: readonly Question[] = [
  {
    id: "write-returns",
    text: (rec) =>
      `The write deadline is ${seconds(Number(rec.header.knobs.writeTimeout))}, and the handler has worked for ${seconds(Number(rec.header.knobs.handlerTime))}. It writes ${rec.header.knobs.size} bytes, ${how(rec)}. What does w.write report?`,
    before: (rec) => rec.first("handler.write"),
    kind: { type: "choice", of: () => [noError, anError] },
    answer: (rec) => (failedWrite(rec) === undefined ? noError : anError),
    why: (rec) => {
      const wrote = failedWrite(rec);
      if (wrote !== undefined)
        return `Header and body together are more than conn.bufw's ${connBuffer(rec)} bytes, so it was emptied into the socket while the write was under way: ${wrote.error}.`;
      return refused(rec) === undefined
        ? "The socket took what it was given."
        : `Header and body found room in the buffers. The socket was asked when the handler had returned.`;
    },
    hints: [
      "Two buffers lie between w.write and the socket: response.w holds 2048 bytes, conn.bufw 4096.",
      "The header lies in conn.bufw too, before the body.",
    ],
  },
  {
    id: "threshold",
    text: (rec) =>
      `The header has ${rec.first("chunkWriter.header")?.bytes} bytes, and conn.bufw holds ${connBuffer(rec)}. The body is written in one call, and goes as one chunk. Which is the smallest body whose write is told of the error?`,
    before: (rec) => (threshold(rec) === null ? undefined : rec.first("conn.bufw.fill")),
    kind: { type: "number", unit: "bytes" },
    answer: (rec) => threshold(rec) ?? 0,
    why: (rec) => {
      const size = threshold(rec) ?? 0;
      const header = rec.first("chunkWriter.header")?.bytes ?? 0;
      const sum = header + chunkLine(size) + size + 2;
      return sum === connBuffer(rec) + 1
        ? `${header} bytes of header, ${chunkLine(size)} of the chunk's first line, ${size} of body and 2 of the line end after it are ${sum}: one more than fits. The last that fails to fit is that line end.`
        : `A body of up to ${size - 1} bytes stays in response.w until the handler has returned. The first that goes past it needs ${sum} bytes in conn.bufw, and there are ${connBuffer(rec)}.`;
    },
    hints: [
      "A chunk is its size in hex and CRLF, the bytes, and CRLF.",
      "A buffer that is exactly full is not emptied: it takes one byte more for that.",
      "A body that fits into response.w is not passed on while the handler is running.",
    ],
  },
  {
    id: "bytes-taken",
    text: (rec) =>
      `The handler writes ${rec.header.knobs.size} bytes, ${how(rec)}. How many bytes do its writes say they took, until one fails or all is written?`,
    before: (rec) => failedWrite(rec) ?? rec.first("handler.wrote"),
    kind: { type: "number", unit: "bytes" },
    answer: taken,
    why: (rec) => {
      const wrote = failedWrite(rec);
      if (wrote === undefined) return `No write failed, so all ${taken(rec)} were taken.`;
      return wrote.n === given(rec, wrote)
        ? `All ${taken(rec)}: the body itself had found room in conn.bufw, and only what belongs behind it had not.`
        : `Those that had found room in the buffers before the socket was asked. The socket took none of them.`;
    },
    hints: [
      "Bytes count as taken when they are copied into a buffer.",
      "How much of conn.bufw do the header and the chunk's first line leave?",
    ],
  },
  {
    id: "calls-told",
    text: (rec) =>
      `A write that fails is ${rec.header.knobs.retry === true ? "tried once more, and then the handler gives up" : "the handler's last"}. How many of its calls of w.write report an error?`,
    before: (rec) => failedWrite(rec) ?? rec.first("handler.return"),
    kind: { type: "number", unit: "integer" },
    answer: (rec) => rec.all("handler.wrote").filter((e) => e.error !== null).length,
    why: (rec) => {
      const failed = rec.all("handler.wrote").filter((e) => e.error !== null);
      if (failed.length === 0) return "Each of them had only to fill a buffer, or the socket took the bytes.";
      return failed.length === 1
        ? "The one that met the error; there was no other after it."
        : `The error sticks: a buffer that has failed once fails for good. The second try took ${failed.at(-1)?.n} bytes, and the socket was asked ${rec.all("rwc.wrote").length === 1 ? "only once" : `${rec.all("rwc.wrote").length} times`}.`;
    },
    hints: ["Can a buffer that has lost bytes take more of them, and be believed?"],
  },
  {
    id: "client-gets",
    text: () => "What does the client get?",
    before: (rec) => rec.first("client.read") ?? rec.first("client.fin"),
    kind: { type: "choice", of: () => [whole, part, nothing] },
    answer: (rec) => {
      const result = rec.last("client.result");
      if (result === undefined || result.status === null) return nothing;
      return result.error === null ? whole : part;
    },
    why: (rec) => {
      const result = rec.last("client.result");
      return result?.error === null
        ? `It got ${result.status} and ${result.bytes} bytes.`
        : `${result?.error}. Whether the handler is told makes no difference to the client.`;
    },
    hints: ["How many bytes did the socket take?"],
  },
];

/** How the body is cut. */
function how(rec: Recording): string {
  const { writeSize } = rec.header.knobs;
  return writeSize === 0 ? "in one call" : `in calls of ${writeSize} bytes`;
}

/** How many bytes the handler's writes took, those after the first error left out. */
function taken(rec: Recording): number {
  const failed = failedWrite(rec);
  const until = failed?.seq ?? Number.POSITIVE_INFINITY;
  return rec
    .all("handler.wrote")
    .filter((e) => e.seq <= until)
    .reduce((sum, e) => sum + e.n, 0);
}
