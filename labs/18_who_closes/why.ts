/**
 * What happened in a run of lab 18 and why, made from its recording.
 *
 * @module
 */

import type { Recording } from "../../lib/mod.ts";
import { framing, kept, reason, said } from "./seen.ts";

export function why(rec: Recording): string[] {
  return [framed(rec), ended(rec), status(rec)].filter((sentence) => sentence !== "");
}

function framed(rec: Recording): string {
  const { size, version } = rec.header.knobs;
  switch (framing(rec)) {
    case "Content-Length":
      return `The ${size} bytes fitted into response.w, so the server could count them: Content-Length.`;
    case "chunked":
      return `The ${size} bytes did not fit into response.w, so the header had to leave before they were counted: chunked.`;
    case "no body":
      return "The answer has no body, so its end is the end of the header.";
    case "its connection":
      return `The ${size} bytes did not fit into response.w, so nobody had counted them when the header had to leave; and HTTP/${version} has no chunks.`;
  }
}

function ended(rec: Recording): string {
  const word = said(rec);
  const says =
    word === null ? "The answer says nothing in Connection" : `The answer says Connection: ${word}`;
  return kept(rec)
    ? `${says}, the connection was kept, and a second request was answered on it.`
    : `${says}, and the server closed the connection: ${reason(rec)}.`;
}

function status(rec: Recording): string {
  const { status: code } = rec.header.knobs;
  return Number(code) >= 400
    ? `That the status is ${code} has nothing to do with it: an answer is an answer.`
    : "";
}
