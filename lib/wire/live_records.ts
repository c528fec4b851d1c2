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
    const segment = segmentOf(bytes.subarray(recordHeaderLength + this.#linkHeader));
    const [a = 0, b = 0, c = 0, d = 0] = segment;
    return {
      bytes,
      segment,
      sourcePort: a * 256 + b,
      destinationPort: c * 256 + d,
      flags: segment[13] ?? 0,
    };
  }

  #uint32(at: number): number {
    return new DataView(this.#rest.buffer, this.#rest.byteOffset).getUint32(at, this.#little);
  }
}

/** The TCP segment in a packet of IPv4 or IPv6, by the packet's own length: Ethernet may fill it up. */
function segmentOf(ip: Uint8Array): Uint8Array {
  const version = (ip[0] ?? 0) >> 4;
  // A length of 0: the kernel hands over more than fits into the field, and leaves cutting it to the card.
  const length = (ip[2] ?? 0) * 256 + (ip[3] ?? 0) || undefined;
  if (version === 4 && ip[9] === 6) return ip.subarray(((ip[0] ?? 0) & 15) * 4, length);
  return version === 6 && ip[6] === 6 ? ip.subarray(40) : new Uint8Array();
}

function unreadable(what: string): EoflabError {
  return new EoflabError("CANNOT_CAPTURE", `the capture cannot be read while it is made: ${what}`);
}
