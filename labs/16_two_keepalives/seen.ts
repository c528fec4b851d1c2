/**
 * What a recording of lab 16 says: which deadline ended the connection, and whether anything moved it.
 *
 * @module
 */

import type { EventOf, Recording } from "../../lib/mod.ts";

/** The deadline that ended the connection: of a write, or of the wait for a next request. */
export function ending(rec: Recording): "write" | "idle" | null {
  if (rec.all("rwc.wrote").some((e) => e.error !== null)) return "write";
  return passed(rec)?.which === "read" ? "idle" : null;
}

/** The last deadline that passed. */
export function passed(rec: Recording): EventOf<"deadline.pass"> | undefined {
  return rec.last("deadline.pass");
}

/** When that deadline was armed. */
export function armed(rec: Recording): EventOf<"deadline.set"> | undefined {
  const pass = passed(rec);
  return rec.all("deadline.set").findLast((e) => e.which === pass?.which && e.seq < (pass?.seq ?? 0));
}

/** How often a deadline of that kind was set or cleared between the two. */
export function moved(rec: Recording): number {
  const [from, to] = [armed(rec)?.seq ?? 0, passed(rec)?.seq ?? 0];
  return rec.events.filter(
    (e) =>
      (e.name === "deadline.set" || e.name === "deadline.clear") &&
      e.which === passed(rec)?.which &&
      e.seq > from &&
      e.seq < to,
  ).length;
}

/** From one probe to the next, where a runtime leaves that to Linux, in ms. */
const systemInterval = 75_000;

/** How many probes are due from each side within a silence of `ms`, as this run's sockets are. */
export function probesIn(rec: Recording, ms: number): number {
  const { knobs, runtime, transport } = rec.header;
  const first = Number(knobs.probeAfter);
  if (knobs.tcpKeepAlive !== true || transport === "Deno.listen" || ms <= first) return 0;
  // Linux waits for the longer one of the two, once a probe was sent (net/ipv4/tcp_timer.c, tcp_keepalive_timer).
  const further = runtime.name === "Deno" ? Math.max(first, systemInterval) : first;
  return Math.ceil((ms - first) / further);
}

/** The two silences, in ms: while the handler works, and after the answer. */
export function silences(rec: Recording): [working: number, idle: number] {
  const { handlerTime, idleTimeout } = rec.header.knobs;
  return [Number(handlerTime), ending(rec) === "idle" ? Number(idleTimeout) : 0];
}
