/**
 * The header of a TCP segment and its options. (RFC 9293, RFC 7323, RFC 2018)
 *
 * @module
 */

/** The flags' bits. */
export const flag = { fin: 1, syn: 2, rst: 4, psh: 8, ack: 16, urg: 32 } as const;

/** The flags' names as Wireshark writes them, from the lowest bit on. */
const flagNames = ["FIN", "SYN", "RST", "PSH", "ACK", "URG", "ECE", "CWR", "AE"];

/** Bits without a name. */
const reserved = 0xe00;

/** A segment as it is on the wire: nothing of it is relative. */
export interface Segment {
  readonly sourcePort: number;
  readonly destinationPort: number;
  readonly seq: number;
  readonly ack: number;
  readonly flags: number;
  readonly window: number;
  readonly urgent: number;
  /** How long its payload was on the wire; `payload` is what was captured of it. */
  readonly length: number;
  readonly payload: Uint8Array;
  readonly options: readonly Option[];
  /** How many bytes of the header were captured, if not all. */
  readonly cutAt: number | null;
}

/** Ports, numbers, flags and window: with less of it, a header says nothing of its segment. */
const leastHeader = 16;

/** An option, in the order in which they stand. */
export type Option =
  | { readonly kind: "MSS" | "WS"; readonly value: number }
  | { readonly kind: "SACK_PERM" }
  | { readonly kind: "TS"; readonly value: number; readonly echo: number }
  | { readonly kind: "SACK"; readonly edges: readonly (readonly [number, number])[] }
  /** User timeout (RFC 5482), and an experiment, by its number (RFC 6994). */
  | { readonly kind: "USER_TO" | "ExID"; readonly value: number }
  /** Fast Open (RFC 7413): a cookie is requested, or stands here. */
  | { readonly kind: "TFO"; readonly isRequest: boolean }
  /** A signature (RFC 2385); multipath (RFC 8684). */
  | { readonly kind: "MD5" | "MPTCP" };

/**
 * Reads a segment.
 *
 * @param length of the segment on the wire, header included
 * @returns `null` where too little was captured, or the header says what cannot be
 */
export function readSegment(bytes: Uint8Array, length: number): Segment | null {
  if (bytes.length < leastHeader) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const headerLength = (view.getUint8(12) >> 4) * 4;
  if (headerLength < 20 || headerLength > length) return null;
  const isCut = headerLength > bytes.length;
  return {
    sourcePort: view.getUint16(0),
    destinationPort: view.getUint16(2),
    seq: view.getUint32(4),
    ack: view.getUint32(8),
    flags: view.getUint16(12) & 0xfff,
    window: view.getUint16(14),
    urgent: bytes.length < 20 ? 0 : view.getUint16(18),
    length: length - headerLength,
    payload: bytes.subarray(headerLength),
    options: [...optionsOf(view, Math.min(headerLength, bytes.length))],
    cutAt: isCut ? bytes.length : null,
  };
}

function* optionsOf(view: DataView, end: number): Generator<Option> {
  for (let at = 20; at < end; ) {
    const kind = view.getUint8(at);
    if (kind === 0) return;
    if (kind === 1) {
      at++;
      continue;
    }
    if (at + 2 > end) return;
    const length = view.getUint8(at + 1);
    if (length < 2 || at + length > end) return;
    if (kind === 2 && length === 4) yield { kind: "MSS", value: view.getUint16(at + 2) };
    if (kind === 3 && length === 3) yield { kind: "WS", value: view.getUint8(at + 2) };
    if (kind === 4 && length === 2) yield { kind: "SACK_PERM" };
    if (kind === 8 && length === 10)
      yield { kind: "TS", value: view.getUint32(at + 2), echo: view.getUint32(at + 6) };
    if (kind === 19 && length === 18) yield { kind: "MD5" };
    if (kind === 28 && length === 4) yield { kind: "USER_TO", value: view.getUint16(at + 2) & 0x7fff };
    if (kind === 30 && length > 2) yield { kind: "MPTCP" };
    if (kind === 34) yield { kind: "TFO", isRequest: length === 2 };
    if (kind >= 253 && length >= 4) {
      const id = view.getUint16(at + 2);
      // The experiment that became Fast Open.
      yield id === 0xf989 ? { kind: "TFO", isRequest: length === 4 } : { kind: "ExID", value: id };
    }
    if (kind === 5 && length > 2 && length % 8 === 2) {
      const count = (length - 2) / 8;
      const edges = Array.from({ length: count }, (_, i): [number, number] => {
        const edge = at + 2 + i * 8;
        return [view.getUint32(edge), view.getUint32(edge + 4)];
      });
      yield { kind: "SACK", edges };
    }
    at += length;
  }
}

/** The ports, if they are there. */
export function portsOf(bytes: Uint8Array): readonly [source: number, destination: number] | null {
  const [a = 0, b = 0, c = 0, d = 0] = bytes;
  return bytes.length < 4 ? null : [a * 256 + b, c * 256 + d];
}

/** The flags as Wireshark writes them. */
export function flagsText(flags: number): string {
  const set = flagNames.filter((_, bit) => flags & (1 << bit));
  if (flags & reserved) set.push("Reserved");
  return set.length === 0 ? "<None>" : set.join(", ");
}
