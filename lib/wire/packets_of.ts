/**
 * The packets of a capture that was just made here, in Wireshark's words: what its columns say, and its analysis of what
 * happens on loopback, where nothing is lost. (Captures from elsewhere need more than that.)
 *
 * @module
 */

import { type LiveRecord, LiveRecords, tcpFlags } from "./live_records.ts";

/** A packet as Wireshark's list has it. */
export interface CapturedPacket {
  /** Its place, from 1. */
  readonly number: number;
  /** When it was captured, in µs since 1970. */
  readonly time: number;
  readonly source: string;
  readonly destination: string;
  readonly sourcePort: number;
  readonly destinationPort: number;
  readonly protocol: "TCP" | "HTTP";
  /** Of the frame, in bytes. */
  readonly length: number;
  readonly info: string;
}

/** What is known of one direction of a connection. */
interface Flow {
  /** The sequence number that counts as 0. */
  readonly first: number;
  /** The sequence number that comes next. */
  next: number;
  ack: number;
  window: number;
  /** By how many bits its windows are shifted; `null`: it has not said. */
  shift: number | null;
  /** The packet that acknowledged first what others acknowledge again, and how many do. */
  acked: number;
  repeated: number;
  /** Whether its last packet was a probe. */
  probed: boolean;
}

/** Reads what a Capture made. */
export function packetsOf(file: Uint8Array): CapturedPacket[] {
  const stream = new LiveRecords();
  const flows = new Map<string, Flow>();
  return stream.take(file).map((record, i) => packetOf(record, i + 1, flows));
}

function packetOf(record: LiveRecord, number: number, flows: Map<string, Flow>): CapturedPacket {
  const { sourcePort, destinationPort, segment, source, destination, payload } = record;
  const analysis = analyse(record, number, flows);
  const http = /^(?:[A-Z]{3,10} \S+ HTTP\/1\.\d|HTTP\/1\.\d \d{3}[^\r\n]*)(?=\r?\n)/.exec(
    segment.length === 0 ? "" : latin1(payload.subarray(0, 2048)),
  );
  return {
    number,
    time: record.time,
    source,
    destination,
    sourcePort,
    destinationPort,
    protocol: http === null ? "TCP" : "HTTP",
    length: record.length,
    info: http === null ? analysis : `${http[0]} `,
  };
}

/** What Wireshark says of a segment. */
function analyse(record: LiveRecord, number: number, flows: Map<string, Flow>): string {
  const { sourcePort, destinationPort, segment, flags, source, destination } = record;
  const view = new DataView(segment.buffer, segment.byteOffset, segment.length);
  const [seq, ack, rawWindow] = [view.getUint32(4), view.getUint32(8), view.getUint16(14)];
  const length = record.payload.length;
  const { words, shift } = optionsOf(segment);
  const key = `${source}:${sourcePort}-${destination}:${destinationPort}`;
  const backKey = `${destination}:${destinationPort}-${source}:${sourcePort}`;
  const syn = (flags & tcpFlags.syn) !== 0;
  if (syn && flags === tcpFlags.syn) flows.delete(backKey);
  const known = syn ? undefined : flows.get(key);
  const flow = known ?? newFlow(seq, syn ? shift : null);
  flows.set(key, flow);
  const back = flows.get(backKey);
  const scaled = !syn && flow.shift !== null && (back?.shift ?? null) !== null;
  const window = scaled ? rawWindow * 2 ** (flow.shift ?? 0) : rawWindow;
  const quiet = (flags & (tcpFlags.syn | tcpFlags.fin | tcpFlags.rst)) === 0;
  const same = quiet && length === 0 && known !== undefined && seq === flow.next && ack === flow.ack;

  let found = "";
  const probe = quiet && length <= 1 && known !== undefined && seq === (flow.next - 1) >>> 0;
  if (probe) found = "TCP Keep-Alive";
  else if (same && window === flow.window && back?.probed === true) found = "TCP Keep-Alive ACK";
  else if (same && window === flow.window) found = `TCP Dup ACK ${flow.acked}#${++flow.repeated}`;
  else if (same) found = "TCP Window Update";
  else if (known !== undefined && (length > 0 || (flags & tcpFlags.fin) !== 0) && before(seq, flow.next))
    found = "TCP Retransmission";
  else if (quiet && window === 0) found = "TCP ZeroWindow";

  const fill = syn || (flags & tcpFlags.fin) !== 0 ? 1 : 0;
  if (before(flow.next, (seq + length + fill) >>> 0)) flow.next = (seq + length + fill) >>> 0;
  if (ack !== flow.ack) [flow.acked, flow.repeated] = [number, 0];
  [flow.ack, flow.window, flow.probed] = [ack, window, probe];

  const relative = [
    `Seq=${(seq - flow.first) >>> 0}`,
    ...(flags & tcpFlags.ack ? [`Ack=${(ack - (back?.first ?? ack)) >>> 0}`] : []),
    `Win=${window}`,
    `Len=${length}`,
    ...words,
  ];
  const mark = found === "" ? "" : `[${found}] `;
  return `${mark}${sourcePort} → ${destinationPort} [${flagNames(flags)}] ${relative.join(" ")}`;
}

function newFlow(first: number, shift: number | null): Flow {
  return { first, next: first, ack: -1, window: -1, shift, acked: 0, repeated: 0, probed: false };
}

/** Whether a sequence number comes before another one; they go round. */
function before(a: number, b: number): boolean {
  return (a - b) >> 31 !== 0;
}

function flagNames(flags: number): string {
  const names = ["FIN", "SYN", "RST", "PSH", "ACK", "URG", "ECE", "CWR"];
  return names.filter((_, bit) => flags & (1 << bit)).join(", ");
}

/** The options of a header, in their order. */
function optionsOf(segment: Uint8Array): { words: string[]; shift: number | null } {
  const end = ((segment[12] ?? 0) >> 4) * 4;
  const view = new DataView(segment.buffer, segment.byteOffset, segment.length);
  const words: string[] = [];
  let shift: number | null = null;
  for (let at = 20; at < end; ) {
    const kind = segment[at] ?? 0;
    if (kind === 0) break;
    const length = kind === 1 ? 1 : (segment[at + 1] ?? 0);
    if (length === 0 || at + length > Math.min(end, segment.length)) break;
    if (kind === 2) words.push(`MSS=${view.getUint16(at + 2)}`);
    if (kind === 3) {
      shift = segment[at + 2] ?? 0;
      words.push(`WS=${2 ** shift}`);
    }
    if (kind === 4) words.push("SACK_PERM");
    if (kind === 8) words.push(`TSval=${view.getUint32(at + 2)}`, `TSecr=${view.getUint32(at + 6)}`);
    at += length;
  }
  return { words, shift };
}

/** Each byte as the character of its number. */
function latin1(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
}
