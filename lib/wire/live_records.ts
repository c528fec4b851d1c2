/**
 * The packets of a capture while it is being made: what tcpdump and dumpcap write to a pipe, taken apart as it comes.
 * That is pcap as this machine writes it; files from elsewhere are for read_capture.ts.
 *
 * @module
 */

import { concatBytes } from "../bytes.ts";
import { EoflabError } from "../errors.ts";

/** One packet as it was captured. */
export interface LiveRecord {
  /** Its record in the file, header included. */
  readonly bytes: Uint8Array;
  /** The packet from its TCP header on, which is empty where it is no TCP. */
  readonly segment: Uint8Array;
  readonly sourcePort: number;
  readonly destinationPort: number;
  readonly flags: number;
  /** What the segment carries. */
  readonly payload: Uint8Array;
  readonly source: string;
  readonly destination: string;
  /** How long the frame was. */
  readonly length: number;
  /** When it was captured, in µs since 1970. */
  readonly time: number;
}

/** TCP's flags, as they are in the header. */
export const tcpFlags = { fin: 1, syn: 2, rst: 4, ack: 16 } as const;

/** A capture without packets is this long. */
const headerLength = 24;
const recordHeaderLength = 16;

/** How long the link's header is, by the number of its kind; IP follows. tcpdump on loopback writes no others. */
const linkHeaders: Readonly<Record<number, number>> = {
  0: 4,
  1: 14,
  12: 0,
  101: 0,
  108: 4,
  113: 16,
  276: 20,
};

/** Takes a stream of pcap apart. */
export class LiveRecords {
  /** The file's header; set when it has arrived. */
  header: Uint8Array | null = null;
  /** What has arrived of the next record. */
  #rest: Uint8Array = new Uint8Array();
  #little = true;
  #linkHeader = 0;
  /** How many parts of a second its times count. */
  #parts = 1e6;

  /**
   * Takes what has arrived.
   *
   * @returns the packets that are complete now
   * @throws EoflabError CANNOT_CAPTURE when it is no pcap
   */
  take(chunk: Uint8Array): LiveRecord[] {
    this.#rest = this.#rest.length === 0 ? chunk : concatBytes([this.#rest, chunk]);
    if (this.header === null && !this.#takeHeader()) return [];
    const records: LiveRecord[] = [];
    let at = 0;
    while (this.#rest.length - at >= recordHeaderLength) {
      const end = at + recordHeaderLength + this.#uint32(at + 8);
      if (this.#rest.length < end) break;
      records.push(this.#record(this.#rest.slice(at, end)));
      at = end;
    }
    this.#rest = this.#rest.subarray(at);
    return records;
  }

  #takeHeader(): boolean {
    if (this.#rest.length < headerLength) return false;
    this.#little = [0xd4, 0x4d].includes(this.#rest[0] ?? 0);
    if (this.#uint32(0) === 0xa1b23c4d) this.#parts = 1e9;
    if (![0xa1b2c3d4, 0xa1b23c4d].includes(this.#uint32(0))) throw unreadable("what came is no pcap");
    const link = this.#uint32(20) & 0xffff;
    const length = linkHeaders[link];
    if (length === undefined) throw unreadable(`the link's header is of kind ${link}`);
    this.#linkHeader = length;
    this.header = this.#rest.slice(0, headerLength);
    this.#rest = this.#rest.subarray(headerLength);
    return true;
  }

  #record(bytes: Uint8Array): LiveRecord {
    const header = new DataView(bytes.buffer, bytes.byteOffset);
    const [s, part, length] = [0, 4, 12].map((at) => header.getUint32(at, this.#little));
    const { segment, source, destination } = segmentOf(bytes.subarray(recordHeaderLength + this.#linkHeader));
    const [a = 0, b = 0, c = 0, d = 0] = segment;
    return {
      bytes,
      segment,
      sourcePort: a * 256 + b,
      destinationPort: c * 256 + d,
      flags: segment[13] ?? 0,
      payload: segment.subarray(((segment[12] ?? 0) >> 4) * 4),
      source,
      destination,
      length: length ?? 0,
      time: (s ?? 0) * 1e6 + Math.floor(((part ?? 0) * 1e6) / this.#parts),
    };
  }

  #uint32(at: number): number {
    return new DataView(this.#rest.buffer, this.#rest.byteOffset).getUint32(at, this.#little);
  }
}

/** The TCP segment in a packet of IPv4 or IPv6, by the packet's own length: Ethernet may fill it up. */
function segmentOf(ip: Uint8Array): { segment: Uint8Array; source: string; destination: string } {
  const version = (ip[0] ?? 0) >> 4;
  const lengthAt = (at: number): number => (ip[at] ?? 0) * 256 + (ip[at + 1] ?? 0);
  if (version === 4 && ip[9] === 6) {
    // A length of 0: the kernel hands over more than fits into the field, and leaves cutting it to the card.
    const segment = ip.subarray(((ip[0] ?? 0) & 15) * 4, lengthAt(2) || undefined);
    return { segment, source: ip.subarray(12, 16).join("."), destination: ip.subarray(16, 20).join(".") };
  }
  return {
    segment: version === 6 && ip[6] === 6 ? ip.subarray(40) : new Uint8Array(),
    source: "",
    destination: "",
  };
}

function unreadable(what: string): EoflabError {
  return new EoflabError("CANNOT_CAPTURE", `the capture cannot be read while it is made: ${what}`);
}
