/**
 * What happened in a run of lab 15 and why, in three sentences, made from its recording.
 *
 * @module
 */

import { type Recording, seconds } from "../../lib/mod.ts";
import { cause, clientEnded, ending, failedSend, kept, readBefore, result } from "./seen.ts";

export function why(rec: Recording): string[] {
  const size = rec.header.knobs.size;
  return kept(rec)
    ? [
        `The handler had answered, and the server read the rest of the request before it sent the answer, ${readBefore(rec)} bytes in all: so the connection could go on.`,
        clientGot(rec),
      ]
    : [
        `The server sent the answer after ${readBefore(rec)} bytes of a request whose body has ${size}: more than it reads for nobody, so the connection had to end.`,
        end(rec),
        clientGot(rec),
      ];
}

/** How the connection ended. */
function end(rec: Recording): string {
  if (clientEnded(rec))
    return "The server was still reading what came behind the answer when the client, which had it, closed its end.";
  if (ending(rec)?.name !== "rwc.close")
    return "It sent FIN, and gave the client half a second before it closed the socket.";
  return failedSend(rec) === undefined && rec.first("client.fin") !== undefined
    ? "It closed the socket at once; nothing was unread by then, and so that sent FIN."
    : "It closed the socket at once, with bytes unread in the kernel, and that sends RST.";
}

function clientGot(rec: Recording): string {
  const got = result(rec);
  const failed = failedSend(rec);
  if (got?.status === null)
    return `The client was told at ${seconds(failed?.t ?? 0)}, when it sent: ${cause(failed?.error ?? "")}. The answer had reached its machine, and was never read.`;
  const how = failed === undefined ? "" : ": it read, though its send had failed";
  return `The client got ${got?.status} and ${got?.bytes} bytes${how}.`;
}
