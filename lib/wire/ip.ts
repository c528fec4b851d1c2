/**
 * IP: between whom a packet goes, and what it carries. (RFC 791, RFC 8200, RFC 5952 for how addresses are written)
 *
 * @module
 */

import { etherType } from "./link.ts";

/** A packet of IP. */
export interface IpPacket {
  readonly source: string;
  readonly destination: string;
  /** The number of the protocol that it carries: 6 is TCP. */
  readonly protocol: number;
  /** What was captured of what it carries. */
  readonly payload: Uint8Array;
  /** How long that was on the wire. */
  readonly length: number;
  /** Wireshark's words for a part of a packet; `null` for a whole one. */
  readonly fragment: string | null;
}

/** The protocols by their names. */
const names: ReadonlyMap<number, string> = new Map([
  [1, "ICMP"],
  [2, "IGMP"],
  [6, "TCP"],
  [17, "UDP"],
  [58, "ICMPv6"],
  [132, "SCTP"],
]);

/** The headers of IPv6 that stand before what is carried; each says what comes next, and how long it is. */
const extensions: readonly number[] = [0, 43, 60];
const fragmentHeader = 44;

/** A protocol's name, or its number. */
export function protocolName(protocol: number): string {
  return names.get(protocol) ?? String(protocol);
}

/**
 * Reads a packet.
 *
 * @param most how long it can be by the length of its frame, whatever it says itself
 * @returns `null`: it is no IP, or too little of it was captured
 */
export function readIp(type: number, bytes: Uint8Array, most: number): IpPacket | null {
  if (type === etherType.ipv4) return readIpv4(bytes, most);
  return type === etherType.ipv6 ? readIpv6(bytes, most) : null;
}

function readIpv4(bytes: Uint8Array, most: number): IpPacket | null {
  const headerLength = ((bytes[0] ?? 0) & 15) * 4;
  if (bytes.length < 20 || (bytes[0] ?? 0) >> 4 !== 4 || headerLength < 20) return null;
  if (bytes.length < headerLength) return null;
  const said = uint16(bytes, 2);
  if (said !== 0 && said < headerLength) return null;
  // A length of 0: the kernel hands over more than fits into the field, and leaves cutting it to the card.
  const length = said === 0 ? most : Math.min(said, most);
  const flags = uint16(bytes, 6);
  const protocol = bytes[9] ?? 0;
  const offset = (flags & 0x1fff) * 8;
  const isPart = offset > 0 || (flags & 0x2000) !== 0;
  const id = uint16(bytes, 4).toString(16).padStart(4, "0");
  return {
    source: bytes.subarray(12, 16).join("."),
    destination: bytes.subarray(16, 20).join("."),
    protocol,
    payload: bytes.subarray(headerLength, length),
    length: length - headerLength,
    fragment: isPart
      ? `Fragmented IP protocol (proto=${protocolName(protocol)} ${protocol}, off=${offset}, ID=${id})`
      : null,
  };
}

function readIpv6(bytes: Uint8Array, most: number): IpPacket | null {
  if (bytes.length < 40 || (bytes[0] ?? 0) >> 4 !== 6) return null;
  const said = uint16(bytes, 4);
  const end = said === 0 ? most : Math.min(40 + said, most);
  let protocol = bytes[6] ?? 0;
  let at = 40;
  let fragment: string | null = null;
  while (extensions.includes(protocol) || protocol === fragmentHeader) {
    if (bytes.length < at + 8) return null;
    const next = bytes[at] ?? 0;
    if (protocol === fragmentHeader) {
      const offset = uint16(bytes, at + 2);
      if ((offset & 0xfff9) !== 0) {
        const id = [4, 5, 6, 7].map((i) => (bytes[at + i] ?? 0).toString(16).padStart(2, "0")).join("");
        fragment = `IPv6 fragment (off=${offset & 0xfff8} more=${offset & 1 ? "y" : "n"} ident=0x${id} nxt=${next})`;
      }
      at += 8;
    } else {
      at += 8 + (bytes[at + 1] ?? 0) * 8;
    }
    protocol = next;
    if (fragment !== null) break;
  }
  if (at > end || at > bytes.length) return null;
  return {
    source: ipv6Text(bytes.subarray(8, 24)),
    destination: ipv6Text(bytes.subarray(24, 40)),
    protocol,
    payload: bytes.subarray(at, end),
    length: end - at,
    fragment,
  };
}

/** An address as RFC 5952 wants it: the longest run of zeros is left out. */
function ipv6Text(bytes: Uint8Array): string {
  const groups = Array.from({ length: 8 }, (_, i) => uint16(bytes, i * 2));
  if (groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff) {
    return `::ffff:${bytes.subarray(12).join(".")}`;
  }
  let [from, count] = [0, 0];
  for (let i = 0; i < 8; i++) {
    let run = 0;
    while (i + run < 8 && groups[i + run] === 0) run++;
    if (run > count) [from, count] = [i, run];
    i += run;
  }
  const text = (part: readonly number[]): string => part.map((group) => group.toString(16)).join(":");
  if (count < 2) return text(groups);
  return `${text(groups.slice(0, from))}::${text(groups.slice(from + count))}`;
}

function uint16(bytes: Uint8Array, at: number): number {
  return ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
}
