/**
 * The header of the link, below IP: where the packet inside begins, and what it is.
 * (tcpdump.org, "Link-layer header types")
 *
 * @module
 */

/** What a frame carries: the EtherType that it has or would have. */
export interface Carried {
  readonly type: number;
  readonly bytes: Uint8Array;
}

/** The EtherTypes that are looked into. */
export const etherType = { ipv4: 0x0800, ipv6: 0x86dd } as const;

/** Those of VLAN tags, with four bytes each: two of their own, and the type of what comes behind. */
const tags: readonly number[] = [0x8100, 0x88a8, 0x9100];

/** More tags than this are a lie. */
const mostTags = 8;

/** The numbers that BSD systems have for IPv6 (NetBSD, FreeBSD, macOS); IPv4 is 2 everywhere. */
const ipv6Families: readonly number[] = [24, 28, 30];

/** How each kind of link is read, by its number. */
const readers: Readonly<Record<number, (bytes: Uint8Array) => Carried | null>> = {
  0: ofFamily,
  1: ofEthernet,
  12: ofIp,
  14: ofIp,
  101: ofIp,
  108: ofFamily,
  113: (bytes) => ofType(bytes, 14, 16),
  228: ofIp,
  229: ofIp,
  276: (bytes) => ofType(bytes, 0, 20),
};

/** Whether such links can be read. */
export function knowsLink(link: number): boolean {
  return readers[link] !== undefined;
}

/** What a frame carries; `null`: nothing that is known. */
export function carriedBy(link: number, bytes: Uint8Array): Carried | null {
  return readers[link]?.(bytes) ?? null;
}

function ofEthernet(bytes: Uint8Array): Carried | null {
  const carried = ofType(bytes, 12, 14);
  // Below 1536 it is a length (IEEE 802.3).
  return carried !== null && carried.type < 1536 ? null : carried;
}

function ofType(bytes: Uint8Array, typeAt: number, headerLength: number): Carried | null {
  if (bytes.length < headerLength) return null;
  let type = uint16(bytes, typeAt);
  let at = headerLength;
  for (let n = 0; tags.includes(type) && n < mostTags; n++) {
    if (bytes.length < at + 4) return null;
    type = uint16(bytes, at + 2);
    at += 4;
  }
  return { type, bytes: bytes.subarray(at) };
}

/** BSD's loopback: the number of the address family, in the order of bytes of the machine that captured. */
function ofFamily(bytes: Uint8Array): Carried | null {
  if (bytes.length < 4) return null;
  const [a = 0, b = 0, c = 0, d = 0] = bytes;
  const family = a === 0 && b === 0 ? c * 256 + d : c === 0 && d === 0 ? b * 256 + a : -1;
  const inside = bytes.subarray(4);
  if (family === 2) return { type: etherType.ipv4, bytes: inside };
  return ipv6Families.includes(family) ? { type: etherType.ipv6, bytes: inside } : null;
}

function ofIp(bytes: Uint8Array): Carried | null {
  const version = (bytes[0] ?? 0) >> 4;
  if (version === 4) return { type: etherType.ipv4, bytes };
  return version === 6 ? { type: etherType.ipv6, bytes } : null;
}

function uint16(bytes: Uint8Array, at: number): number {
  return ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
}
