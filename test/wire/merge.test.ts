import assert from "node:assert/strict";
import { Recording } from "../../lib/trace/recording.ts";
import { mergePackets } from "../../lib/wire/merge.ts";
import type { Packet } from "../../lib/wire/packet.ts";
import { test } from "../fixtures/harness.ts";
import { at, recordingOf } from "../fixtures/recordings.ts";

/** A packet at a time in ms. */
function packet(number: number, ms: number, from: "client" | "server"): Packet {
  const [sourcePort, destinationPort] = from === "client" ? [4000, 80] : [80, 4000];
  const tcp = { sourcePort, destinationPort, seq: 0, ack: 0, flags: 16, window: 1, length: 0, analysis: [] };
  const [source, destination] = ["127.0.0.1", "127.0.0.1"];
  const [time, since] = [ms, ms - 1_000_005].map((at) => BigInt(at * 1e6)) as [bigint, bigint];
  const facts = { decimals: 6, source, destination, protocol: "TCP", length: 66 };
  return { number, time, since, ...facts, info: `${number}`, tcp };
}

const recording = recordingOf(
  at(0, "server.listen", { addr: "127.0.0.1:80" }),
  at(0, "client.connected", { addr: "127.0.0.1:4000" }),
  at(1000, "handler.wake", {}),
);
const reported = [1_000_000, 1_000_010, 1_000_500];
const packets = [
  packet(1, 1_000_005, "client"),
  packet(2, 1_000_110.25, "server"),
  packet(3, 1_000_600, "client"),
];
const by = { program: "tcpdump", dropped: 0 };

test("mergePackets() puts each packet behind the event that came before it, with its lab time", () => {
  const { header, events } = mergePackets(recording, reported, packets, by);
  assert.deepEqual(
    events.map(({ seq, name, t }) => [seq, name, t]),
    [
      [1, "server.listen", 0],
      [2, "wire.packet", 0],
      [3, "client.connected", 0],
      [4, "wire.packet", 0],
      [5, "handler.wake", 1000],
      [6, "wire.packet", 1000],
    ],
  );
  assert.deepEqual(header.capture, by);
});

test("mergePackets() tells the direction, the connection and the time since the first packet", () => {
  const wire = mergePackets(recording, reported, packets, by).all("wire.packet");
  assert.deepEqual(
    wire.map(({ from, conn, time, number }) => [from, conn, time, number]),
    [
      ["client", 1, 0, 1],
      ["server", 1, 105.25, 2],
      ["client", 1, 595, 3],
    ],
  );
});

test("mergePackets() gives a packet its own time where real time passed", () => {
  const clock = { mode: "real", speed: 2 } as const;
  const real = new Recording({ ...recording.header, clock }, recording.events);
  const wire = mergePackets(real, reported, packets, by).all("wire.packet");
  assert.deepEqual(
    wire.map(({ t }) => t),
    [0, 200.5, 1200],
  );
});
