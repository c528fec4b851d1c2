/**
 * The packets of a capture while it is being made: what tcpdump and dumpcap write to a pipe, cut into records as it
 * comes. What a file says of them is for read_capture.ts; here it is only looked whose packet it is.
 *
 * @module
 */

import { concatBytes } from "../bytes.ts";
import { EoflabError } from "../errors.ts";
import { longestFrame } from "./frame.ts";
import { readIp } from "./ip.ts";
import { carriedBy, knowsLink } from "./link.ts";
import { type PcapHeader, packetHeaderLength, pcapHeaderLength, readPcapHeader } from "./pcap.ts";
import { readSegment, type Segment } from "./tcp_segment.ts";

/** One packet as it was captured. */
export interface LiveRecord {
  /** Its record in the file, header included. */
  readonly bytes: Uint8Array;
  /** What TCP says in it; `null` where it is no TCP. */
  readonly segment: Segment | null;
}

/** Takes a stream of pcap apart. */
export class LiveRecords {
  /** The file's header; set when it has arrived. */
  header: Uint8Array | null = null;
  /** What the header says. */
  #says: PcapHeader | null = null;
  /** What has arrived of the next record. */
  #rest: Uint8Array = new Uint8Array();

  /**
   * Takes what has arrived.
   *
   * @returns the packets that are complete now
   * @throws EoflabError CANNOT_CAPTURE when it is no pcap
   */
  take(chunk: Uint8Array): LiveRecord[] {
    this.#rest = this.#rest.length === 0 ? chunk : concatBytes([this.#rest, chunk]);
    this.#says ??= this.#takeHeader();
    if (this.#says === null) return [];
    const { little, link } = this.#says;
    const records: LiveRecord[] = [];
    let at = 0;
    while (this.#rest.length - at >= packetHeaderLength) {
      const view = new DataView(this.#rest.buffer, this.#rest.byteOffset + at);
      const captured = view.getUint32(8, little);
      if (captured > longestFrame) throw unreadable(`a packet says that it has ${captured} bytes`);
      const end = at + packetHeaderLength + captured;
      if (this.#rest.length < end) break;
      const bytes = this.#rest.slice(at, end);
      records.push({ bytes, segment: segmentIn(link, bytes.subarray(packetHeaderLength)) });
      at = end;
    }
    this.#rest = this.#rest.subarray(at);
    return records;
  }

  #takeHeader(): PcapHeader | null {
    if (this.#rest.length < pcapHeaderLength) return null;
    this.header = this.#rest.slice(0, pcapHeaderLength);
    this.#rest = this.#rest.subarray(pcapHeaderLength);
    const says = readPcapHeader(this.header);
    if (says === null) throw unreadable("what came is no pcap");
    if (!knowsLink(says.link)) throw unreadable(`the link's header is of kind ${says.link}`);
    return says;
  }
}

function segmentIn(link: number, frame: Uint8Array): Segment | null {
  const carried = carriedBy(link, frame);
  const ip = carried === null ? null : readIp(carried.type, carried.bytes, carried.bytes.length);
  const isTcp = ip !== null && ip.protocol === 6 && ip.fragment === null;
  return isTcp ? readSegment(ip.payload, ip.length) : null;
}

function unreadable(what: string): EoflabError {
  return new EoflabError("CANNOT_CAPTURE", `the capture cannot be read while it is made: ${what}`);
}
