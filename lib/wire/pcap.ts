/**
 * Files of the older kind, pcap: a header, then each packet with a header of its own.
 * (draft-ietf-opsawg-pcap)
 *
 * @module
 */

import type { ByteSource } from "./byte_source.ts";
import { badCapture, type Frame, longestFrame } from "./frame.ts";

/** The header of the file, in bytes. */
export const pcapHeaderLength = 24;
/** That of each packet. */
export const packetHeaderLength = 16;

/** What the header of a file says. */
export interface PcapHeader {
  /** Whether the lower byte of a number comes first. */
  readonly little: boolean;
  /** With how many decimals of a second times are given. */
  readonly decimals: number;
  /** The number of the link's kind. */
  readonly link: number;
  /** The format's version: 2.4 is the only one. */
  readonly version: readonly [number, number];
}

/** The four bytes that such a file begins with, read with the higher byte first, and what they say. */
const magics: ReadonlyMap<number, { little: boolean; decimals: number }> = new Map([
  [0xa1b2c3d4, { little: false, decimals: 6 }],
  [0xd4c3b2a1, { little: true, decimals: 6 }],
  [0xa1b23c4d, { little: false, decimals: 9 }],
  [0x4d3cb2a1, { little: true, decimals: 9 }],
]);

/** Whether a file that begins so is pcap. */
export function isPcap(magic: number): boolean {
  return magics.has(magic);
}

/** Reads the header. `null`: it is none. */
export function readPcapHeader(bytes: Uint8Array): PcapHeader | null {
  const header = viewOf(bytes);
  const found = magics.get(header.getUint32(0));
  if (found === undefined) return null;
  const { little } = found;
  const version = [header.getUint16(4, little), header.getUint16(6, little)] as const;
  return { ...found, link: header.getUint32(20, little) & 0xffff, version };
}

/** Its frames. @throws EoflabError BAD_CAPTURE where the file is cut, or lies */
export async function* readPcap(source: ByteSource): AsyncGenerator<Frame> {
  if (!(await source.has(pcapHeaderLength))) throw badCapture("it is cut in the header of the file");
  const header = readPcapHeader(source.take(pcapHeaderLength));
  if (header === null) throw badCapture("it is no pcap");
  const { little, decimals, link, version } = header;
  if (version[0] !== 2) throw badCapture(`it is pcap of version ${version.join(".")}, want 2.4`);
  const unit = decimals === 9 ? 1n : 1000n;
  for (let number = 1; await source.has(1); number++) {
    const at = source.position;
    if (!(await source.has(packetHeaderLength)))
      throw badCapture(`it is cut in the header of packet ${number}`);
    const packet = viewOf(source.take(packetHeaderLength));
    const captured = packet.getUint32(8, little);
    if (captured > longestFrame) {
      throw badCapture(
        `packet ${number}, at byte ${at}, says that it has ${captured} bytes, and none has more than ${longestFrame}: the file is damaged from here on`,
      );
    }
    if (!(await source.has(captured))) {
      throw badCapture(`it is cut in packet ${number}: ${source.ready} of its ${captured} bytes are there`);
    }
    const time =
      BigInt(packet.getUint32(0, little)) * 1_000_000_000n + BigInt(packet.getUint32(4, little)) * unit;
    yield { time, decimals, link, bytes: source.take(captured), length: packet.getUint32(12, little) };
  }
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
}
