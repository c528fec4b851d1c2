/**
 * What lab 19 asks before it shows it.
 *
 * @module
 */

import type { Question } from "../../lib/lab/lab.ts";
import { type Recording, seconds } from "../../lib/mod.ts";
import { aborted, called, finished, result, serverEnded, worked } from "./seen.ts";

const atOnce = "aborts it, as soon as it reads the FIN";
const never = "leaves it alone: the client waits for its answer";
const noOne = "it does not come to a signal: there is no whole request";

const whole = "200, from the work that was done";
const failed = "500, from a handler whose work failed";
const refused = "400";
const empty = "nothing: the connection ends";

const stays = "it waits for the client's next request";
const ends = "the server closes it";

const what: Readonly<Record<string, string>> = {
  get: "a GET",
  post: "a POST with its body",
  "half-body": "a POST with less than half of its body",
  "half-header": "half a header",
};

export const questions: readonly Question[] = [
  {
    id: "signal",
    text: (rec) =>
      `The client has sent ${sent(rec)}. It still reads: it wants the answer. What does the server do to r.signal?`,
    before: (rec) => rec.first("rwc.fin") ?? rec.first("handler.wake") ?? rec.first("rwc.write"),
    kind: { type: "choice", of: () => [never, atOnce, noOne] },
    answer: (rec) => {
      if (!called(rec)) return noOne;
      return aborted(rec) === undefined ? never : atOnce;
    },
    why: (rec) => {
      if (!called(rec)) return "A FIN within the header: there is no request, and no handler.";
      if (aborted(rec) !== undefined)
        return "The server reads ahead while the handler runs, and reads the FIN. It cannot know whether the client has closed one direction or both, and takes it for gone.";
      return rec.header.knobs.halfClose === true
        ? "A part of the request is unread, and only the handler reads it. Nobody reads as far as the FIN while the handler works."
        : "Nothing has come that would say that the client is gone.";
    },
    hints: [
      "What does the server see of a client that closes its connection?",
      "And of one that only shuts its sending side?",
    ],
  },
  {
    id: "work",
    text: (rec) =>
      `The work takes ${seconds(Number(rec.header.knobs.handlerTime))}, and the handler ${rec.header.knobs.watch === true ? "hands r.signal to it" : "does not look at r.signal"}. How long after its start does the handler return?`,
    before: (rec) =>
      called(rec)
        ? (rec.first("handler.wake") ?? rec.first("handler.log") ?? rec.first("handler.return"))
        : undefined,
    kind: { type: "number", unit: "duration" },
    answer: worked,
    why: (rec) => {
      if (finished(rec)) return `After ${seconds(worked(rec))}: nothing made the work stop.`;
      return rec.first("handler.sleep") === undefined
        ? "At once: the body ended too early, and there was nothing to work on."
        : "At once: the work failed when its signal was aborted.";
    },
    hints: ["Does anybody stop the work?"],
  },
  {
    id: "connection",
    text: () => "The answer is out. What becomes of the connection?",
    before: (rec) => (serverEnded(rec) ? rec.first("rwc.close") : rec.first("client.close")),
    kind: { type: "choice", of: () => [stays, ends] },
    answer: (rec) => (serverEnded(rec) ? ends : stays),
    why: (rec) =>
      serverEnded(rec)
        ? "No request can come behind a FIN."
        : "Neither side has said that it is over; it is the client that closes it.",
    hints: ["Can another request come?"],
  },
  {
    id: "client-gets",
    text: () => "What does the client get?",
    before: (rec) => rec.first("client.read") ?? result(rec),
    kind: { type: "choice", of: () => [empty, whole, failed, refused] },
    answer: (rec) => {
      switch (result(rec)?.status) {
        case 200:
          return whole;
        case 500:
          return failed;
        case 400:
          return refused;
        default:
          return empty;
      }
    },
    why: (rec) => {
      const got = result(rec);
      if (got?.status === 200)
        return "The handler did its work, and a connection that is half closed takes an answer.";
      if (got?.status === 500)
        return "The handler's work had failed, and it answered so. Go sends what a handler writes, whatever it thinks of the client.";
      return called(rec)
        ? "The handler read half a body, then unexpected EOF, and said so; that answer is sent, too."
        : "To Go half a header is a bad request, and not a client that has gone.";
    },
    hints: ["Which direction of the connection is closed?", "What does the handler write?"],
  },
];

function sent(rec: Recording): string {
  const { request, halfClose } = rec.header.knobs;
  return `${what[String(request)]}${halfClose === true ? ", and has shut its sending side" : ""}`;
}
