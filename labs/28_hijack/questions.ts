/**
 * What lab 28 asks before it shows it.
 *
 * @module
 */

import type { Question } from "../../lib/lab/lab.ts";
import { buffered, echoes, firstCame, gaveUp, passed, taken } from "./seen.ts";

const came = {
  whole: "the whole line",
  maimed: "the line without its beginning",
  lost: "not this line: it is gone",
} as const;

const serverLimit = "a timeout of the server";
const ownLimit = "the handler's own deadline";
const client = "the client, which gives up";
const nobody = "nobody: both sides are done in time";

export const questions: readonly Question[] = [
  {
    id: "first-line",
    text: (rec) =>
      `The client sends its first line ${{ with: "in one segment with its request", behind: "while the handler still works", after: "when it has read the 101" }[String(rec.header.knobs.early)]}. The handler takes the connection and reads from ${rec.header.knobs.readFrom === "conn" ? "conn" : "the bufio.Reader"}. What comes first?`,
    before: taken,
    kind: { type: "choice", of: () => Object.values(came) },
    answer: (rec) => came[firstCame(rec)],
    why: (rec) =>
      `${buffered(rec)} bytes of the line lay in the bufio.Reader when the handler got it, and it read from ${rec.header.knobs.readFrom === "conn" ? "the connection behind it" : "just that"}.`,
    hints: [
      "Who reads from the connection while the handler works?",
      "How much does one read of the server take?",
    ],
  },
  {
    id: "echoes",
    text: (rec) =>
      `The client has ${rec.header.knobs.lines} lines to send, and sends each when the one before has come back. How many come back, whole or not?`,
    before: (rec) => rec.all("client.read")[1] ?? gaveUp(rec) ?? rec.first("client.result"),
    kind: { type: "number", unit: "integer" },
    answer: echoes,
    why: (rec) =>
      firstCame(rec) === "lost"
        ? "The first line is gone, so both sides wait for the other."
        : rec.header.knobs.flush === false
          ? "The echo lies in the bufio.Writer, and nobody flushes it."
          : "Each line was read, and its echo flushed.",
    hints: ["What does the handler wait for? What does the client?"],
  },
  {
    id: "who-ends",
    text: (rec) =>
      `The server has a ReadTimeout of ${rec.header.knobs.readTimeout} ms and a WriteTimeout of ${rec.header.knobs.writeTimeout} ms (0: none). The client waits ${rec.header.knobs.patience} ms at most. Who is the first whose time is up?`,
    before: (rec) => passed(rec)[0] ?? gaveUp(rec) ?? rec.first("client.result"),
    kind: { type: "choice", of: () => [serverLimit, ownLimit, client, nobody] },
    answer: (rec) => {
      if (passed(rec).length > 0) return rec.header.knobs.idle === 0 ? serverLimit : ownLimit;
      return gaveUp(rec) === undefined ? nobody : client;
    },
    why: (rec) =>
      passed(rec).length > 0
        ? "The handler had set a deadline before it read, and it was the only one on the server's side."
        : "Hijack took the server's deadlines away, and the handler set none that passed.",
    hints: ["What does Hijack do with the deadlines that the server has set?", "Who has set one since?"],
  },
];
