/**
 * What lab 18 asks before it shows it.
 *
 * @module
 */

import type { Question } from "../../lib/lab/lab.ts";
import type { Recording } from "../../lib/mod.ts";
import { closer, framing, kept, reason, said } from "./seen.ts";

const nothing = "no Connection field";

/** What is asked, and by whom what is wanted. */
function exchange(rec: Recording): string {
  const { version, asks, handler, method, status, size, keepAlives } = rec.header.knobs;
  const asked = asks === "nothing" ? "" : ` with Connection: ${asks}`;
  const sets = handler === "nothing" ? "" : `sets Connection: ${handler}, `;
  const server = keepAlives === false ? " The server is told to keep no connections." : "";
  return `A ${method} in HTTP/${version}${asked}. The handler ${sets}sends ${status} and writes ${size} bytes.${server}`;
}

export const questions: readonly Question[] = [
  {
    id: "framing",
    text: (rec) => `${exchange(rec)} By what does the client find the end of the body?`,
    before: (rec) => rec.first("chunkWriter.header"),
    kind: { type: "choice", of: () => ["Content-Length", "chunked", "its connection", "no body"] },
    answer: framing,
    why: (rec) =>
      ({
        "Content-Length":
          "The handler was done before response.w, 2048 bytes, was full: the server counts, and says so.",
        chunked: "response.w was full before the handler was done: chunks, which HTTP/1.1 has.",
        "its connection":
          "response.w was full before the handler was done, and a client of HTTP/1.0 knows no chunks.",
        "no body": "This answer never has one, whatever the handler writes.",
      })[framing(rec)],
    hints: ["How much fits into response.w?", "Since which version are there chunks?"],
  },
  {
    id: "says",
    text: (rec) => `${exchange(rec)} What does the answer say in Connection?`,
    before: (rec) => rec.first("chunkWriter.header") ?? rec.first("client.read"),
    kind: { type: "choice", of: () => [nothing, "close", "keep-alive"] },
    answer: (rec) => said(rec) ?? nothing,
    why: (rec) => {
      const { version } = rec.header.knobs;
      if (said(rec) === null)
        return version === "1.1"
          ? "In HTTP/1.1 to keep it is what holds without a word."
          : "In HTTP/1.0 to close it is what holds without a word.";
      return said(rec) === "close"
        ? "The client is to know that this was the last answer."
        : "In HTTP/1.0 it has to be said: so the client knows that it may go on.";
    },
    hints: ["What holds in this version when nobody says anything?"],
  },
  {
    id: "kept",
    text: (rec) => `${exchange(rec)} Can the client send a second request on this connection?`,
    before: (rec) => rec.first("rwc.close") ?? rec.all("client.write")[1],
    kind: { type: "choice", of: () => ["yes", "no"] },
    answer: (rec) => (kept(rec) ? "yes" : "no"),
    why: (rec) => (kept(rec) ? "It was sent, and answered." : `No: ${reason(rec)}.`),
    hints: ["Do both sides know where this answer ends?", "Has anybody said close?"],
  },
  {
    id: "closes",
    text: (rec) => `${exchange(rec)} Who closes the connection first?`,
    before: (rec) => rec.first("rwc.close") ?? rec.first("client.close"),
    kind: { type: "choice", of: () => ["the server", "the client"] },
    answer: (rec) => `the ${closer(rec)}`,
    why: (rec) =>
      closer(rec) === "server"
        ? "The server, when the answer has left: it is the one who holds TIME_WAIT then."
        : "The server would have waited for a third request; this client had no more.",
    hints: ["Does the server wait for another request?"],
  },
];
