/**
 * What happened in a run of lab 14 and why, in three sentences, made from its recording.
 *
 * @module
 */

import { formatDuration } from "../../lib/lab/knob.ts";
import type { Recording } from "../../lib/mod.ts";
import { dialled, endedFirst, named, raced, result, sent, served } from "./seen.ts";

export function why(rec: Recording): string[] {
  const { idleTimeout, clientIdleTimeout } = rec.header.knobs;
  const outcome = result(rec)?.error ?? `${result(rec)?.status}`;
  if (raced(rec)) {
    return [
      `The server closed the idle connection after ${formatDuration(Number(idleTimeout))}, and before its FIN had reached the client, the second request left on it.`,
      sent(rec).length > 1
        ? `A ${named(rec)} may be done twice: the client sent it again, on a new connection, and its program got ${outcome}.`
        : `The connection ended without an answer, the client does not send a ${named(rec)} again, and its program got ${outcome}.`,
      `The handler was called for it ${served(rec)} times, and the server's log is ${rec.all("server.log").length === 0 ? "empty" : "not empty"}.`,
    ];
  }
  const ended = endedFirst(rec);
  const patience = ended === "server" ? idleTimeout : clientIdleTimeout;
  return [
    ended === null
      ? "The second request came before anybody's patience was over."
      : `The ${ended} closed the idle connection after ${formatDuration(Number(patience))}, and the client knew it when the second request was made.`,
    dialled(rec) === 1 ? "It went out on the same connection." : "It went out on a new connection.",
    `Its program got ${outcome}.`,
  ];
}
