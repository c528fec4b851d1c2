/**
 * Puts the packets of a capture between the events of a recording, by the wall clock.
 *
 * @module
 */

import { type EventOf, laneOf, type TraceEvent } from "../trace/events.ts";
import { Recording } from "../trace/recording.ts";
import type { CapturedPacket } from "./packets_of.ts";

/** What captured, and how many packets it lost. */
type CapturedBy = { readonly program: string; readonly dropped: number | null };

/**
 * The recording with its packets: each has the lab time of the event that it follows.
 *
 * @param at when each event was reported, in ms since 1970 with fractions, in the events' order
 */
export function mergePackets(
  recording: Recording,
  at: readonly number[],
  packets: readonly CapturedPacket[],
  capture: CapturedBy,
): Recording {
  const clients = clientPorts(recording);
  const first = packets[0]?.time ?? 0;
  const merged: TraceEvent[] = [];
  const add = (event: TraceEvent): void => {
    merged.push({ ...event, seq: merged.length + 1 });
  };
  let next = 0;
  let t = 0;
  for (const packet of packets) {
    for (; next < recording.events.length && (at[next] ?? 0) * 1000 <= packet.time; next++) {
      const event = recording.events[next] as TraceEvent;
      t = event.t;
      add(event);
    }
    add(wireEvent(packet, t, first, clients));
  }
  for (const event of recording.events.slice(next)) add(event);
  return new Recording({ ...recording.header, capture }, merged);
}

/** The connections of the clients' ports. */
function clientPorts(recording: Recording): Map<number, number> {
  return new Map(
    [...recording.all("client.connected"), ...recording.all("server.accept")].map(({ addr, conn }) => [
      Number(addr.slice(addr.lastIndexOf(":") + 1)),
      conn,
    ]),
  );
}

function wireEvent(
  packet: CapturedPacket,
  t: number,
  first: number,
  clients: ReadonlyMap<number, number>,
): EventOf<"wire.packet"> {
  const { number, time, sourcePort, destinationPort, protocol, length, info } = packet;
  const name = "wire.packet";
  const conn = clients.get(sourcePort) ?? clients.get(destinationPort) ?? 0;
  const from = clients.has(destinationPort) ? "server" : "client";
  const facts = { number, time: (time - first) / 1000, from, protocol, length, info } as const;
  return { seq: 0, t, lane: laneOf(name), conn, name, ...facts };
}
