/**
 * What lab 25 asks before it shows it.
 *
 * @module
 */

import type { Question } from "../../lib/lab/lab.ts";
import { type Recording, seconds } from "../../lib/mod.ts";
import { endedAt, ending, serverRead, slop } from "./seen.ts";

const answers = {
  taken: "200, from the handler",
  "431": "431, and not from the handler",
  closed: "the connection is closed, without an answer",
  "given up": "nothing, as long as the client waits",
} as const;

const atOnce = "at once, with the answer";
const later = "a while after the answer";
const never = "not before the client has closed it";
const silent = "without an answer";

export const questions: readonly Question[] = [
  {
    id: "server-reads",
    text: (rec) =>
      `The server's maxHeaderBytes is ${rec.header.knobs.maxHeaderBytes}. A client sends ${header(rec)}. How many bytes will the server have read when it has made up its mind?`,
    before: (rec) => rec.first("rwc.read"),
    kind: { type: "number", unit: "bytes" },
    answer: serverRead,
    why: (rec) =>
      ending(rec) === "431"
        ? `${serverRead(rec)}: maxHeaderBytes, and ${slop} bytes more, since what a buffered reader takes may be more than the header.`
        : `${serverRead(rec)}: all that came. The limit is ${Number(rec.header.knobs.maxHeaderBytes) + slop}, ${slop} more than maxHeaderBytes says.`,
    hints: [
      "Is maxHeaderBytes the number of bytes after which it stops?",
      "The server reads through a buffer. Which size has it?",
    ],
  },
  {
    id: "client-gets",
    text: () => "What does the client get?",
    before: verdict,
    kind: { type: "choice", of: () => Object.values(answers) },
    answer: (rec) => answers[ending(rec)],
    why: (rec) => {
      const limit = Number(rec.header.knobs.maxHeaderBytes) + slop;
      switch (ending(rec)) {
        case "taken":
          return `${rec.header.knobs.size} bytes are not more than ${limit}.`;
        case "431":
          return `The header is not at its end after ${limit} bytes, and the server gives it up. No handler is called, so no log of a handler's says anything.`;
        case "closed":
          return `The read deadline passed at ${seconds(endedAt(rec))}. To a request that is not there, Go answers nothing.`;
        case "given up":
          return "The limit was not reached, there is no deadline, and the server waits.";
      }
    },
    hints: ["Has the server a request by then, that a handler could be called for?"],
  },
  {
    id: "ends-when",
    text: () => "When does the client know how it ended?",
    before: verdict,
    kind: { type: "number", unit: "duration" },
    answer: endedAt,
    why: (rec) => `At ${seconds(endedAt(rec))}.${paced(rec) ? ` ${pace(rec)}` : ""}`,
    hints: ["How long does it take until so many bytes have been sent?"],
  },
  {
    id: "closed-when",
    text: () => "When does the server close its socket?",
    before: (rec) => rec.first("rwc.closeWrite") ?? verdict(rec),
    kind: { type: "choice", of: () => [atOnce, later, never, silent] },
    answer: (rec) => {
      const closed = rec.first("rwc.close");
      const wrote = rec.first("rwc.wrote");
      if (ending(rec) === "taken" || ending(rec) === "given up") return never;
      if (wrote === undefined || closed === undefined) return silent;
      return closed.t - wrote.t < 100 ? atOnce : later;
    },
    why: (rec) =>
      ending(rec) === "431"
        ? `It sends FIN behind the answer, waits, and closes at ${seconds(Math.round(rec.first("rwc.close")?.t ?? 0))}. A client that is still sending gets the time to read the answer before an RST can take it away.`
        : ending(rec) === "closed"
          ? "The deadline ends the reading, and the connection with it."
          : "The connection is good for another request, until the client ends it.",
    hints: [
      "Bytes of the header lie unread in the server's kernel. What does the kernel do when such a socket is closed?",
    ],
  },
];

/** The first event by which one sees how it ends. */
function verdict(rec: Recording): ReturnType<Recording["first"]> {
  return rec.first("rwc.write") ?? rec.first("deadline.pass") ?? rec.last("client.result");
}

function header(rec: Recording): string {
  const { size, ends } = rec.header.knobs;
  const what = ends === true ? `a header of ${size} bytes` : `${size} bytes of a header that never ends`;
  return paced(rec)
    ? `${what}, ${rec.header.knobs.piece} at once and then as many every ${seconds(Number(rec.header.knobs.every))}`
    : what;
}

function paced(rec: Recording): boolean {
  return Number(rec.header.knobs.piece) !== 0;
}

function pace(rec: Recording): string {
  const count = rec.all("client.write").length;
  return `By then ${count} ${count === 1 ? "piece" : "pieces"} had been sent.`;
}
