/**
 * What happened in a run of lab 15 and why, in three sentences, made from its recording.
 *
 * @module
 */

import { type Recording, seconds } from "../../lib/mod.ts";
import { cause, ending, failedSend, kept, result, serverRead } from "./seen.ts";

export function why(rec: Recording): string[] {
  const got = result(rec);
  const failed = failedSend(rec);
  const first = kept(rec)
    ? `The handler had answered, and the server read the rest of the request first, ${serverRead(rec)} bytes in all: so the connection could go on.`
    : `The server answered after ${serverRead(rec)} bytes of the request, with a body of ${rec.header.knobs.size}: too much to read for nobody, so the connection had to end.`;
  if (kept(rec)) return [first, `The client got ${got?.status} and ${got?.bytes} bytes.`];
  const second =
    ending(rec)?.name === "rwc.close"
      ? "It closed the socket at once, with bytes unread in the kernel, and that sends RST."
      : "It sent FIN, and gave the client half a second before it closed the socket.";
  const third =
    got?.status === null
      ? `The client was told at ${seconds(failed?.t ?? 0)}, when it sent: ${cause(failed?.error ?? "")}. The answer had reached its machine, and was never read.`
      : `The client got ${got?.status} and ${got?.bytes} bytes${failed === undefined ? ", because it looked in time" : ": it read, though its send had failed"}.`;
  return [first, second, third];
}
