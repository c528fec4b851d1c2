/**
 * Reads a capture of any kind, packet by packet.
 *
 * @module
 */

import { ByteSource, type Chunks } from "./byte_source.ts";
import { badCapture, type Frame } from "./frame.ts";
import type { Packet } from "./packet.ts";
import { PacketReader } from "./packet_reader.ts";
import { isPcap, readPcap } from "./pcap.ts";
import { isPcapng, readPcapng } from "./pcapng.ts";

/** What is told once the capture has been read, or is broken. */
export interface PassedOver {
  /** How many packets of other kinds there were, by what they are. */
  readonly kinds: ReadonlyMap<string, number>;
  /** How many connections were forgotten, because too many were open at once; what comes of them later seems new. */
  readonly forgotten: number;
}

export interface ReadOptions {
  /** Called at the end, also at an early one. */
  readonly onEnd?: (passedOver: PassedOver) => void;
}

/**
 * The packets of a capture, in its order. Memory is bounded, whatever the capture says.
 *
 * @throws EoflabError BAD_CAPTURE when it is none, or where it is cut or damaged; the packets before come first
 */
export async function* readCapture(chunks: Chunks, { onEnd }: ReadOptions = {}): AsyncGenerator<Packet> {
  const reader = new PacketReader();
  const source = new ByteSource(chunks);
  try {
    for await (const frame of framesOf(source)) {
      const packet = reader.read(frame);
      if (packet !== null) yield packet;
    }
  } finally {
    await source.close();
    onEnd?.({ kinds: reader.passedOver, forgotten: reader.forgotten });
  }
}

/** The packets of a capture that is whole and in memory. */
export async function packetsIn(file: Uint8Array): Promise<Packet[]> {
  const packets: Packet[] = [];
  for await (const packet of readCapture([file])) packets.push(packet);
  return packets;
}

async function* framesOf(source: ByteSource): AsyncGenerator<Frame> {
  if (!(await source.has(1))) throw badCapture("it is empty");
  const isWhole = await source.has(4);
  const start = source.peek(4);
  if (start[0] === 0x1f && start[1] === 0x8b) {
    throw badCapture("it is compressed (gzip): unpack it first, with gunzip");
  }
  const [a = 0, b = 0, c = 0, d = 0] = start;
  const magic = ((a << 24) | (b << 16) | (c << 8) | d) >>> 0;
  if (isWhole && isPcap(magic)) yield* readPcap(source);
  else if (isWhole && isPcapng(magic)) yield* readPcapng(source);
  else throw badCapture("it is no capture: want pcap or pcapng, or Wireshark's list as CSV");
}
