/**
 * Puts the packets of a capture between the events of a recording, by the wall clock.
 *
 * @module
 */

import { type EventOf, laneOf, type TraceEvent } from "../trace/events.ts";
import { type ClockMode, Recording } from "../trace/recording.ts";
import type { Packet } from "./packet.ts";

/** What captured, and how many packets it lost. */
type CapturedBy = { readonly program: string; readonly dropped: number | null };

/**
 * The recording with its packets: on the virtual clock each has the lab time of the event that it follows.
 *
 * @param at when each event was reported, in ms since 1970 with fractions, in the events' order
 */
export function mergePackets(
  recording: Recording,
  at: readonly number[],
  packets: readonly Packet[],
  capture: CapturedBy,
): Recording {
  const clients = clientPorts(recording);
  const merged: TraceEvent[] = [];
  const add = (event: TraceEvent): void => {
    merged.push({ ...event, seq: merged.length + 1 });
  };
  const { events } = recording;
  let next = 0;
  for (const packet of packets) {
    const time = msOf(packet.time);
    for (; next < events.length && (at[next] ?? 0) <= time; next++) {
      add(events[next] as TraceEvent);
    }
    const since = next === 0 ? 0 : time - (at[next - 1] ?? 0);
    const t = labTime(recording.header.clock, events[next - 1]?.t ?? 0, since, events[next]?.t);
    add(wireEvent(packet, t, clients));
  }
  for (const event of events.slice(next)) add(event);
  return new Recording({ ...recording.header, capture }, merged);
}

/**
 * When a packet was there, on the lab's clock.
 *
 * @param before when the event before it was reported, and `since` how many ms it came after that by the wall clock
 * @param after when the event behind it was
 */
function labTime(
  { mode, speed }: ClockMode,
  before: number,
  since: number,
  after: number = Infinity,
): number {
  if (mode === "virtual") return before;
  return Math.round(Math.min(before + since * speed, after) * 1000) / 1000;
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

/** ns as ms, whole µs. */
function msOf(ns: bigint | null): number {
  return Number((ns ?? 0n) / 1000n) / 1000;
}

function wireEvent(packet: Packet, t: number, clients: ReadonlyMap<number, number>): EventOf<"wire.packet"> {
  const { number, since, protocol, length, info } = packet;
  const { sourcePort = 0, destinationPort = 0 } = packet.tcp ?? {};
  const name = "wire.packet";
  const conn = clients.get(sourcePort) ?? clients.get(destinationPort) ?? 0;
  const from = clients.has(destinationPort) ? "server" : "client";
  const facts = { number, time: msOf(since), from, protocol, length, info } as const;
  return { seq: 0, t, lane: laneOf(name), conn, name, ...facts };
}
