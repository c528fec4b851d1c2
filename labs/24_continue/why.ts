/**
 * What happened in a run of lab 24 and why, in three sentences, made from its recording.
 *
 * @module
 */

import { type Recording, seconds } from "../../lib/mod.ts";
import { bodyBegan, bodyWent, kept, sent, serverRead, told } from "./seen.ts";

export function why(rec: Recording): string[] {
  const result = rec.last("client.result");
  const ends = kept(rec)
    ? "All of the body was read, and the connection is kept."
    : "The server had answered without having asked for the body, so it could not tell what would come next, and closed the connection.";
  return [
    departure(rec),
    `The client got ${result?.status}; of the ${sent(rec)} bytes that it sent the server read ${serverRead(rec)}${result?.status === 413 ? ", and the handler none" : ""}.`,
    ends,
  ];
}

function departure(rec: Recording): string {
  const at = seconds(Math.round(bodyBegan(rec)?.t ?? 0));
  const word = told(rec);
  switch (bodyWent(rec)) {
    case "unasked":
      return `The client asked, heard nothing, and at ${at} sent its body untold; ${
        word === undefined
          ? "the word was never said, as the handler never read."
          : `the word came at ${seconds(Math.round(word.t))}, with the handler's first read.`
      }`;
    case "told":
      return `The client asked, was told at ${seconds(Math.round(word?.t ?? 0))} by the handler's first read, and sent its body.`;
    case "with the header":
      return "The client did not ask, and sent its body behind the header.";
    case "never":
      return "The client asked, was refused before its patience was over, and kept its body.";
  }
}
