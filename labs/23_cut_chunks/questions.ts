/**
 * What lab 23 asks before it shows it.
 *
 * @module
 */

import type { Question } from "../../lib/lab/lab.ts";
import { type Recording, seconds } from "../../lib/mod.ts";
import { rowCount, rowSize, rows } from "./rows.ts";
import { got, lastChunkCame, meant, noticed, ranThrough, result, trailer } from "./seen.ts";

const none = "none: there is no answer";
const toldError = "it is told: an error where the body should end";
const notTold = "it is not told: the body ends without an error";

const comes = "it comes";
const comesNot = "it does not come";

/** What the handler does. */
function handler(rec: Recording): string {
  const { after, every, cut } = rec.header.knobs;
  const does =
    Number(after) < rows ? `panics when it has sent ${after} of them` : "sends all of them, and returns";
  const lost = Number(cut) > 0 ? ` On the way to the client the last ${cut} bytes get lost.` : "";
  return `A handler sends ${rows} rows of ${rowSize} bytes, chunked, one every ${seconds(Number(every))}, and ${does}.${lost}`;
}

const reader = (rec: Recording): string =>
  rec.header.knobs.reader === "careless"
    ? "The client takes the end of the connection for the end of the answer"
    : "The client reads chunks as Go's does";

export const questions: readonly Question[] = [
  {
    id: "status",
    text: (rec) => `${handler(rec)} What status does the client see?`,
    before: (rec) => rec.first("client.response") ?? rec.first("client.read") ?? rec.first("client.fin"),
    kind: { type: "choice", of: () => ["200", "500", none] },
    answer: (rec) => String(result(rec)?.status ?? none),
    why: (rec) =>
      result(rec)?.status === null
        ? "Nothing had left when the handler threw, and Go sends no 500 for a panic: the connection ends."
        : "The 200 left with the first row, before anything had gone wrong.",
    hints: ["When does the header leave?"],
  },
  {
    id: "bytes",
    text: (rec) => `${handler(rec)} How many bytes of the body does the client's program have in the end?`,
    before: (rec) => rec.last("client.read") ?? rec.first("client.fin"),
    kind: { type: "number", unit: "bytes" },
    answer: got,
    why: (rec) => `${got(rec)} of ${meant}. What had been flushed has left, and nobody calls it back.`,
    hints: ["Each row is flushed."],
  },
  {
    id: "told",
    text: (rec) => `${handler(rec)} ${reader(rec)}. Is it told that something is missing, if something is?`,
    before: (rec) => (result(rec)?.status === null ? undefined : (rec.first("client.body") ?? result(rec))),
    kind: { type: "choice", of: () => [toldError, notTold] },
    answer: (rec) => (noticed(rec) ? toldError : notTold),
    why: (rec) => {
      if (noticed(rec))
        return `It waits for a chunk of size 0, and for the empty line behind it: ${result(rec)?.error}.`;
      return ranThrough(rec) && lastChunkCame(rec) && got(rec) === meant
        ? "Nothing is missing that it looks for."
        : "FIN comes after a whole answer, too. Who does not look at the chunks cannot tell the two apart.";
    },
    hints: ["How does a chunked body end?", "Does this client look for that?"],
  },
  {
    id: "trailer",
    text: (rec) =>
      `${handler(rec)} ${rec.header.knobs.trailer === true ? `The header says Trailer: ${rowCount}.` : ""} ${reader(rec)}. What of the trailer?`,
    before: (rec) => rec.first("client.trailer"),
    kind: { type: "choice", of: () => [comes, comesNot] },
    answer: (rec) => (trailer(rec) === null ? comesNot : comes),
    why: (rec) =>
      trailer(rec) === null
        ? "Trailers stand behind the last chunk, and that did not come, or not to its end. To announce one is no promise that a client could wait for."
        : `It stands behind the last chunk: ${rowCount}: ${trailer(rec)}.`,
    hints: ["Where does a trailer stand?"],
  },
];
