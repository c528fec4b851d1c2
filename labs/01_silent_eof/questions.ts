/**
 * What lab 01 asks before it shows it.
 *
 * @module
 */

import type { Question } from "../../lib/lab/lab.ts";
import { type Recording, seconds } from "../../lib/mod.ts";

const noError = "no error";
const anError = "an error";

const atDeadline = "when the write deadline passes";
const afterHandler = "when the handler has returned";
const notAtAll = "not because of this request: it stays open";

const toHandler = "to the handler, from one of its calls";
const toLog = "into the server's log";
const toNobody = "to nobody";
const noFailure = "nothing failed";

const nothing = "no answer: an error";
const part = "a status, and an error in the body";
const whole = "the whole answer";

export const questions: readonly Question[] = [
  {
    id: "deadline-passes",
    text: (rec) =>
      `The write deadline is ${seconds(Number(rec.header.knobs.writeTimeout))}, and the handler works for ${seconds(Number(rec.header.knobs.handlerTime))}. When does the server close the connection?`,
    before: (rec) => rec.first("deadline.pass") ?? rec.first("handler.wake"),
    kind: { type: "choice", of: () => [atDeadline, afterHandler, notAtAll] },
    answer: (rec) => {
      const closed = rec.all("rwc.close").find((e) => e.seq < clientClosed(rec));
      if (closed === undefined) return notAtAll;
      return closed.seq > (rec.first("handler.return")?.seq ?? 0) ? afterHandler : atDeadline;
    },
    why: (rec) => {
      const closed = rec.all("rwc.close").find((e) => e.seq < clientClosed(rec));
      const passed = rec.first("deadline.pass");
      if (closed === undefined)
        return "The answer went out in time, and the connection waits for a next request.";
      return `It was closed at ${seconds(closed.t)}${passed === undefined ? "" : `; the deadline had passed at ${seconds(passed.t)}`}. A deadline is looked at when somebody writes; by itself it closes nothing.`;
    },
    hints: [
      "Who looks at a deadline?",
      "The handler waits for something else than the socket while the deadline passes.",
    ],
  },
  {
    id: "write-returns",
    text: (rec) => {
      const { size, writeSize } = rec.header.knobs;
      const how = writeSize === 0 ? "in one call" : `in calls of ${writeSize} bytes`;
      return `The handler now writes ${size} bytes, ${how}. What does w.write report?`;
    },
    before: (rec) => rec.first("handler.write"),
    kind: { type: "choice", of: () => [noError, anError] },
    answer: (rec) => (rec.all("handler.wrote").some((e) => e.error !== null) ? anError : noError),
    why: (rec) => {
      const failed = rec.all("handler.wrote").find((e) => e.error !== null);
      if (failed !== undefined)
        return `A write had to empty the buffers into the socket, and was told: ${failed.error}.`;
      return rec.all("rwc.wrote").some((e) => e.error !== null)
        ? "The bytes were copied into a buffer that had room for them. The socket was not asked, so there was nothing to report yet."
        : "Nothing was wrong: the socket took what it was given.";
    },
    hints: [
      "How many bytes does the buffer hold that w.write copies into?",
      "response.w holds 2048 bytes, and conn.bufw behind it 4096, of which the header takes some.",
    ],
  },
  {
    id: "where-the-error-goes",
    text: () => "If a write to the socket fails, who is told?",
    before: (rec) => rec.first("rwc.write"),
    kind: { type: "choice", of: () => [toHandler, toLog, toNobody, noFailure] },
    answer: (rec) => {
      if (rec.all("rwc.wrote").every((e) => e.error === null)) return noFailure;
      const told = [...rec.all("handler.wrote"), ...rec.all("handler.flushed")];
      if (told.some((e) => e.error !== null)) return toHandler;
      return rec.all("server.log").length > 0 ? toLog : toNobody;
    },
    why: (rec) => {
      const failed = rec.all("rwc.wrote").find((e) => e.error !== null);
      if (failed === undefined) return "Every write to the socket succeeded.";
      const returned = rec.first("handler.return")?.seq ?? Number.POSITIVE_INFINITY;
      return failed.seq > returned
        ? "The flush that failed came after the handler had returned. Its caller is the server, which closes the connection and drops the error."
        : "The handler's own call was still under way when the socket refused, so that call returns the error.";
    },
    hints: ["Who called the function that writes to the socket, and is it still there to be told?"],
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
      if (result?.error === null) return `It got ${result.status} and ${result.bytes} bytes.`;
      return result?.status === null
        ? `${result.error}: the connection ended where the first byte of an answer should have been.`
        : `It got the header and ${result?.bytes} bytes, and then: ${result?.error}.`;
    },
    hints: ["What of the answer had left the buffers when the connection was closed?"],
  },
];

/** When the client closed its end; what the server closes after that, it closes because of it. */
function clientClosed(rec: Recording): number {
  return rec.first("client.close")?.seq ?? Number.POSITIVE_INFINITY;
}
