/**
 * What lab 15 asks before it shows it.
 *
 * @module
 */

import type { Question } from "../../lib/lab/lab.ts";
import type { Recording, TraceEvent } from "../../lib/mod.ts";
import { seconds } from "../../lib/mod.ts";
import { cause, ending, failedSend, kept, left, result } from "./seen.ts";

const all = "all of it, and throws it away";
const nothing = "nothing more: it answers at once";
const some = "some more, and then gives up";

const stays = "it is kept for the next request";
const closes = "the server closes it, both directions at once";
const lingers = "the server shuts its sending side, and waits";

const noError = "no error, of any of them";
const reset = "connection reset by peer";
const pipe = "broken pipe";

const answer = "413, and its text";
const error = "the error of its send, and no answer";

export const questions: readonly Question[] = [
  {
    id: "reads-rest",
    text: (rec) =>
      `The body has ${rec.header.knobs.size} bytes${rec.header.knobs.framing === "chunked" ? ", and the header does not say so: it is chunked" : ", and the header says so"}. The handler has read ${rec.header.knobs.reads}, written 413, and returned. What does the server read of the rest before it sends the answer?`,
    before: (rec) => after(rec, rec.first("handler.return")),
    kind: { type: "choice", of: () => [all, nothing, some] },
    answer: (rec) => {
      if (kept(rec)) return all;
      const returned = rec.first("handler.return")?.seq ?? 0;
      const answered = rec.first("rwc.write")?.seq ?? 0;
      const more = rec.all("rwc.read").some(({ seq }) => seq > returned && seq < answered);
      return more ? some : nothing;
    },
    why: (rec) =>
      kept(rec)
        ? "Less than 256 KB were left, or no more than that and nobody had said how much: they are read and thrown away, so that the connection can be used again."
        : "With 256 KB or more to come, reading them costs more than a new connection would.",
    hints: [
      "Where in the stream of bytes would the next request begin?",
      "How long could a server that reads everything be kept busy by one client?",
    ],
  },
  {
    id: "connection",
    text: (rec) =>
      `The answer is about to leave. What becomes of the connection? (This server has ${rec.header.knobs.linger === true ? "Go's lingering close" : "no lingering close"}.)`,
    before: (rec) => rec.first("chunkWriter.header"),
    kind: { type: "choice", of: () => [stays, closes, lingers] },
    answer: (rec) => {
      if (kept(rec)) return stays;
      return ending(rec)?.name === "rwc.close" ? closes : lingers;
    },
    why: (rec) => {
      if (kept(rec)) return "All of the request has been read: the next one can be told from it.";
      return ending(rec)?.name === "rwc.close"
        ? "A part of the request is unread, and nobody knows where the next one would begin. The socket is closed."
        : "A part of the request is unread: the connection must end. But the client is still sending, and has not read the answer yet; so only FIN is sent, and half a second is left to it.";
    },
    hints: ["Has the server read the whole request?"],
  },
  {
    id: "send-fails",
    text: (rec) =>
      `The answer has left, and the client, which does not look for it before ${seconds(Number(rec.header.knobs.looks))}, sends the next piece of its body. What do its sends report from now on?`,
    before: (rec) => {
      const answered = left(rec);
      return answered && rec.all("client.write").find((e) => e.seq > answered.seq);
    },
    kind: { type: "choice", of: () => [noError, reset, pipe] },
    answer: (rec) => {
      const failed = failedSend(rec);
      if (failed === undefined) return noError;
      return cause(failed.error) === reset ? reset : pipe;
    },
    why: (rec) => {
      const failed = failedSend(rec);
      if (failed === undefined)
        return "The server's socket is still open to what comes: its kernel takes it, though nobody reads it.";
      if (cause(failed.error) === reset)
        return "The server's kernel had bytes for a socket that nobody would read any more, and sent RST.";
      return ending(rec)?.name === "rwc.close"
        ? "The server's kernel had bytes for a socket that nobody would read any more, and sent RST. Deno shuts a socket down before it closes it; after that FIN the RST is called a broken pipe."
        : `The wait was over at ${seconds(rec.first("rwc.close")?.t ?? 0)}; the socket was closed with bytes unread, and its kernel sent RST. After a FIN the same RST is called a broken pipe.`;
    },
    hints: [
      "What does a kernel answer to bytes for a socket that is closed?",
      "Is the server's socket closed, or only its sending side?",
    ],
  },
  {
    id: "client-gets",
    text: (rec) =>
      `What does the client's program get? (When it cannot send, it ${rec.header.knobs.failedSend === "read" ? "reads what there is" : "gives up"}.)`,
    before: (rec) => rec.all("client.read")[0] ?? rec.last("client.result"),
    kind: { type: "choice", of: () => [answer, error] },
    answer: (rec) => (result(rec)?.status === 413 ? answer : error),
    why: (rec) => {
      const got = result(rec);
      if (got?.status !== 413)
        return `${got?.error}. The answer had come before that error, and nobody looked for it.`;
      return failedSend(rec) === undefined
        ? `It looked before anything had gone wrong: ${got.status}, ${got.bytes} bytes.`
        : `Its send had failed, and it read all the same: ${got.status}, ${got.bytes} bytes, which had come before the RST, and which this kernel keeps.`;
    },
    hints: [
      "The answer left before the connection was closed. Where is it now?",
      "Does a program that cannot send go on to read?",
    ],
  },
];

/** The event behind another. */
function after(rec: Recording, event: TraceEvent | undefined): TraceEvent | undefined {
  return event && rec.events[event.seq];
}
