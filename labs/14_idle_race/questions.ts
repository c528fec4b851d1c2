/**
 * What lab 14 asks before it shows it.
 *
 * @module
 */

import { formatDuration } from "../../lib/lab/knob.ts";
import type { Question } from "../../lib/lab/lab.ts";
import { attempts, dialled, endedFirst, named, raced, result, sent, served } from "./seen.ts";

const byServer = "the server";
const byClient = "the client";
const byNobody = "nobody: it is still there";

const old = "on the connection of the first";
const fresh = "on a new one";

export const questions: readonly Question[] = [
  {
    id: "who-closes",
    text: ({ header: { knobs } }) =>
      `The server keeps an idle connection for ${formatDuration(Number(knobs.idleTimeout))}, the client ${Number(knobs.clientIdleTimeout) === 0 ? "for ever" : `for ${formatDuration(Number(knobs.clientIdleTimeout))}`}. The second request comes after ${formatDuration(Number(knobs.pause))}. Who has closed the connection by then?`,
    before: (rec) =>
      rec.events.find((e) => (e.name === "rwc.close" || e.name === "client.close") && e.conn === 1),
    kind: { type: "choice", of: () => [byServer, byClient, byNobody] },
    answer: (rec) => ({ server: byServer, client: byClient, none: byNobody })[endedFirst(rec) ?? "none"],
    why: (rec) =>
      endedFirst(rec) === null
        ? "Nobody's patience was over yet."
        : `The ${endedFirst(rec)}'s patience is the shorter one.`,
    hints: ["Whose patience is shorter?"],
  },
  {
    id: "which-connection",
    text: ({ header: { knobs } }) =>
      knobs.race === "request-first"
        ? "No FIN has reached the client by then, unless it came long before. Where does the second request go out first?"
        : "Whatever was sent to the client by then has arrived. Where does the second request go out first?",
    before: (rec) => rec.all("client.dial")[1] ?? attempts(rec)[0],
    kind: { type: "choice", of: () => [old, fresh] },
    answer: (rec) => (attempts(rec)[0]?.reused === true ? old : fresh),
    why: (rec) =>
      attempts(rec)[0]?.reused === true
        ? "A connection on which no FIN has arrived looks alive, whatever the other side has done."
        : "A connection whose end is known is no longer in the pool.",
    hints: ["How does a client learn that the other side has closed?"],
  },
  {
    id: "how-often",
    text: (rec) => `How often does the client send the second request, a ${named(rec)}?`,
    before: (rec) => sent(rec)[0],
    kind: { type: "number", unit: "integer" },
    answer: (rec) => sent(rec).length,
    why: (rec) => {
      if (!raced(rec)) return "It met no connection that was being closed.";
      return sent(rec).length > 1
        ? "Go sends again a GET, HEAD, OPTIONS or TRACE, and whatever has an Idempotency-Key, if no byte of an answer came."
        : "Go sends only GET, HEAD, OPTIONS and TRACE again, and what has an Idempotency-Key. PUT and DELETE are none of these, though RFC 9110 calls them idempotent.";
    },
    hints: ["May this request be done twice?", "The client cannot know whether the server has seen it."],
  },
  {
    id: "program-gets",
    text: () => "What does the client's program get for its second request?",
    before: (rec) => result(rec),
    kind: {
      type: "choice",
      of: () => ["200", "EOF", "http: server closed idle connection", "connection reset by peer"],
    },
    answer: (rec) => {
      const { status = null, error = null } = result(rec) ?? {};
      if (status !== null) return String(status);
      return error?.slice(error.lastIndexOf('": ') + 3) ?? "EOF";
    },
    why: (rec) =>
      result(rec)?.error === null
        ? `It was answered, over ${dialled(rec) === 1 ? "the one connection" : "a second connection"}.`
        : `${result(rec)?.error}. The handler was called for it ${served(rec)} times.`,
    hints: ["What is read on a connection that the other side has closed?"],
  },
];
