/**
 * What lab 24 asks before it shows it.
 *
 * @module
 */

import type { Question } from "../../lib/lab/lab.ts";
import { type Recording, seconds } from "../../lib/mod.ts";
import { bodyBegan, bodyWent, kept, sent, serverRead, told } from "./seen.ts";

const yes = "yes";
const no = "no";

const words = {
  "with the header": "with the header",
  told: "when the server has told it to",
  unasked: "when its patience is over, untold",
  never: "not at all",
} as const;

const thanks = "200";
const refusal = "413";
const nothing = "no answer: an error";

const open = "it is kept for the next request";
const closed = "it is closed";

export const questions: readonly Question[] = [
  {
    id: "server-says",
    text: (rec) =>
      `${asks(rec)} The handler works for ${seconds(Number(rec.header.knobs.handlerTime))}, and then takes bodies of up to ${rec.header.knobs.limit} bytes; this one has ${rec.header.knobs.size}. Will the server say 100 Continue?`,
    before: (rec) => rec.first("handler.start"),
    kind: { type: "choice", of: () => [yes, no] },
    answer: (rec) => (told(rec) === undefined ? no : yes),
    why: (rec) => {
      const word = told(rec);
      if (word !== undefined) return `At ${seconds(Math.round(word.t))}: the handler's first read says it.`;
      return rec.header.knobs.expect === true
        ? "The word is said by the handler's first read of the body, and this handler does not read."
        : "Nobody has asked for it.";
    },
    hints: ["Who knows whether the body is wanted: the server, or the handler?"],
  },
  {
    id: "body-goes",
    text: () => "When does the client send the body?",
    before: (rec) => bodyBegan(rec) ?? rec.first("handler.log"),
    kind: { type: "choice", of: () => Object.values(words) },
    answer: (rec) => words[bodyWent(rec)],
    why: (rec) => {
      const patience = seconds(Number(rec.header.knobs.expectContinueTimeout));
      const at = seconds(Math.round(bodyBegan(rec)?.t ?? 0));
      switch (bodyWent(rec)) {
        case "unasked":
          return `At ${at}. It waits ${patience} for the word: a server that does not know Expect never says it, and must not be waited for without end.`;
        case "told":
          return `At ${at}, within the ${patience} that it would wait.`;
        case "with the header":
          return "It did not ask, so there is nothing to wait for.";
        case "never":
          return `The final answer was there within the ${patience} that the client waits, so the body was not sent.`;
      }
    },
    hints: ["What would a server do that has never heard of Expect?"],
  },
  {
    id: "client-gets",
    text: () => "What does the client's program get?",
    before: (rec) => rec.first("handler.log"),
    kind: { type: "choice", of: () => [thanks, refusal, nothing] },
    answer: (rec) => {
      const status = rec.last("client.result")?.status ?? null;
      if (status === null) return nothing;
      return status === 413 ? refusal : thanks;
    },
    why: (rec) => {
      const result = rec.last("client.result");
      return result?.status === 413
        ? `The handler refuses the body by its announced length, without a look at it. The client, having sent ${sent(rec)} bytes, reads the answer.`
        : `${result?.status}: the body was small enough, and was read.`;
    },
    hints: ["What does the handler look at, before it reads?"],
  },
  {
    id: "connection",
    text: () => "What becomes of the connection after the answer?",
    before: (rec) => rec.first("chunkWriter.header"),
    kind: { type: "choice", of: () => [open, closed] },
    answer: (rec) => (kept(rec) ? open : closed),
    why: (rec) => {
      if (!kept(rec))
        return "The server has answered without having asked for the body. Whether the next bytes are the body or another request, it could not know, so it said Connection: close.";
      return rec.last("client.result")?.status === 413
        ? "A body that nobody asked about is on its way for certain, and this one is small: the server reads it to its end, and the next request begins behind it."
        : "The body was read to its end: the next request begins behind it.";
    },
    hints: ["Does the server know, when it answers, whether the body will come?"],
  },
  {
    id: "server-reads",
    text: () =>
      "How many bytes of the body has the server read from its socket in the end, whoever wanted them?",
    before: (rec) => rec.all("rwc.read").find((_, i) => i > 0) ?? rec.last("server.state"),
    kind: { type: "number", unit: "bytes" },
    answer: serverRead,
    why: (rec) =>
      `${serverRead(rec)} of ${rec.header.knobs.size}: ${
        serverRead(rec) === 0
          ? "none were sent."
          : rec.last("client.result")?.status === 413
            ? "the handler took none, and the server read and dropped them."
            : "the handler read them all."
      }`,
    hints: ["What is a server to do with bytes that are already there when the answer is out?"],
  },
];

function asks(rec: Recording): string {
  return rec.header.knobs.expect === true
    ? "A client sends the header of a POST, with Expect: 100-continue."
    : "A client sends a POST, without Expect: 100-continue.";
}
