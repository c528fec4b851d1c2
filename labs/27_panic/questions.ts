/**
 * What lab 27 asks before it shows it.
 *
 * @module
 */

import type { Question } from "../../lib/lab/lab.ts";
import type { Recording } from "../../lib/mod.ts";
import { logEntry, sent } from "./seen.ts";

const ok = "200";
const internal = "500 Internal Server Error";
const noStatus = "none: an error";

const logged = "an entry that says panic";
const nothing = "nothing";

/** The event that gives away what is sent and logged. */
const threw = (rec: Recording) => rec.first("handler.return");

export const questions: readonly Question[] = [
  {
    id: "log",
    text: (rec) =>
      `The handler throws ${rec.header.knobs.thrown === "abort" ? "abortHandler(), Go's ErrAbortHandler" : "an error that it did not expect"}. What does the server's log say?`,
    before: threw,
    kind: { type: "choice", of: () => [logged, nothing] },
    answer: (rec) => (logEntry(rec) === null ? nothing : logged),
    why: (rec) =>
      logEntry(rec) === null
        ? "Whoever throws this error has said what there was to say, and only wants the connection closed."
        : `${logEntry(rec)}: on the server it is loud, and the program goes on.`,
    hints: ["Is every panic a surprise?"],
  },
  {
    id: "status",
    text: () => "Which status does the program that asked get?",
    before: threw,
    kind: { type: "choice", of: () => [ok, internal, noStatus] },
    answer: (rec) => {
      const status = rec.last("client.result")?.status ?? null;
      if (status === null) return noStatus;
      return status === 500 ? internal : ok;
    },
    why: (rec) =>
      rec.first("client.response") === undefined
        ? "net/http makes no 500 of a panic. Nothing had been sent, so nothing comes but the end of the connection."
        : "The header had left with the first bytes, before anything went wrong.",
    hints: ["Who would write a 500? The handler is gone.", "What had left the server's buffers by then?"],
  },
  {
    id: "bytes",
    text: (rec) =>
      `The handler means to send ${rec.header.knobs.size} bytes. How many bytes of a body does the client's program get?`,
    before: threw,
    kind: { type: "number", unit: "bytes" },
    answer: (rec) => rec.last("client.result")?.bytes ?? 0,
    why: (rec) =>
      `${sent(rec)} bytes were sent, header and all; ${rec.last("client.result")?.bytes ?? 0} of them were body. What is in response.w when a handler throws is thrown away.`,
    hints: ["response.w holds 2048 bytes. Who empties it, when the handler does not return?"],
  },
];
