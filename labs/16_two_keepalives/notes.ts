/**
 * Why each thing in lab 16 happens, tied to the events of its recording.
 *
 * @module
 */

import { formatDuration } from "../../lib/lab/knob.ts";
import type { Note } from "../../lib/lab/lab.ts";
import type { Recording } from "../../lib/mod.ts";
import { armed, ending, passed, probesIn } from "./seen.ts";

export const notes: readonly Note[] = [
  {
    on: (rec) => rec.first("client.connected"),
    text: (rec) => sockets(rec),
    go: "net tcpsock_unix.go setKeepAliveIdle; net dial.go (*KeepAliveConfig)",
    file: "lib/net/node.ts",
  },
  {
    on: (rec) => rec.first("handler.sleep"),
    text: (rec) =>
      `${formatDuration(Number(rec.header.knobs.handlerTime))} in which nobody has anything to say. ${probes(rec, Number(rec.header.knobs.handlerTime))}`,
    go: "net/http server.go (*conn).serve",
    file: "lib/http/server/conn.ts",
  },
  {
    on: (rec) => (ending(rec) === "idle" ? armed(rec) : undefined),
    text: (rec) =>
      `HTTP's keep-alive: the connection waits for a next request, for ${formatDuration(armed(rec)?.after ?? 0)}. ${probes(rec, armed(rec)?.after ?? 0)}`,
    go: "net/http server.go (*conn).serve",
    file: "lib/http/server/conn.ts",
  },
  {
    on: (rec) => passed(rec),
    text: () =>
      "A deadline is an instant, set by whoever reads or writes. A probe has no byte in it: no read returns because of one, and so nobody set this deadline anew.",
    go: "internal/poll fd_poll_runtime.go setDeadlineImpl",
    file: "lib/net/deadline.ts",
  },
  {
    on: (rec) => rec.last("client.fin"),
    text: () =>
      "A FIN from a server whose kernel would have gone on answering probes for as long as one likes.",
    go: "net/http transport.go (*persistConn).readLoop",
    file: "lib/http/client/persist_conn.ts",
  },
];

/** What this run's sockets were asked for, and what they can do. */
function sockets({ header: { knobs, transport } }: Recording): string {
  if (knobs.tcpKeepAlive !== true) return "TCP's keep-alive is off at both ends: no kernel sends a probe.";
  return transport === "Deno.listen"
    ? "TCP's keep-alive is on at both ends. Deno.listen takes no time for it: the system's own holds, on Linux two hours of silence."
    : `TCP's keep-alive is on at both ends: after ${formatDuration(Number(knobs.probeAfter))} of silence a kernel asks the other one whether it is there.`;
}

/** What of the probes there was in a silence. */
function probes(rec: Recording, ms: number): string {
  const { clock } = rec.header;
  const count = probesIn(rec, ms);
  if (count === 0) return "No kernel sends a probe in that time.";
  const times = count === 1 ? "once" : `${count} times`;
  return clock.mode === "virtual"
    ? `Each kernel would probe ${times}; but on the virtual clock no real time passes, and the kernels sent none. eoflab capture with --real-time shows them.`
    : `Each kernel can probe ${times}: packets without a byte, answered by the other kernel.`;
}
