/**
 * Makes rows of frames: looks into link, IP, TCP and HTTP, and remembers the connections.
 *
 * @module
 */

import { type Connection, Connections, type Flow } from "./flow.ts";
import type { Frame } from "./frame.ts";
import { beginsHttp } from "./http_head.ts";
import { cutSuffix, type HttpPart } from "./http_messages.ts";
import { cutInfo } from "./info_text.ts";
import { type IpPacket, readIp } from "./ip.ts";
import { carriedBy, knowsLink } from "./link.ts";
import type { Packet } from "./packet.ts";
import { type Analysis, analyse } from "./tcp_analysis.ts";
import { flag, flagsText, type Option, portsOf, readSegment, type Segment } from "./tcp_segment.ts";

/** So many connections are remembered at once. */
const mostConnections = 4096;

/** What Wireshark says of bytes for a message that it has put together. */
const late = "[Reassembly error, protocol TCP: New fragment overlaps old data (retransmission?)]";

/** So many bytes Wireshark wants to see to guess what a connection speaks. */
const guessed = 8;

const tcp = 6;
const udp = 17;

/** Looks into frames, one after another. */
export class PacketReader {
  readonly #connections = new Connections(mostConnections);
  #number = 0;
  /** When the first frame was captured; `null` before one says it. */
  #first: bigint | null = null;
  /** What was passed over: how many frames of which kind. */
  readonly passedOver = new Map<string, number>();

  /** How many connections were forgotten, because others came. */
  get forgotten(): number {
    return this.#connections.forgotten;
  }

  /** The row of a frame; `null`: it is of a kind that has none here, and counted. */
  read(frame: Frame): Packet | null {
    this.#number++;
    this.#first ??= frame.time;
    const carried = carriedBy(frame.link, frame.bytes);
    if (carried === null) {
      return this.#passOver(
        knowsLink(frame.link) ? "frames without IP" : `frames of link type ${frame.link}`,
      );
    }
    const missing = Math.max(0, frame.length - frame.bytes.length);
    const ip = readIp(carried.type, carried.bytes, carried.bytes.length + missing);
    if (ip === null) {
      const kind =
        carried.type === 0x0806 ? "ARP" : `EtherType 0x${carried.type.toString(16).padStart(4, "0")}`;
      const isIp = carried.type === 0x0800 || carried.type === 0x86dd;
      return this.#passOver(isIp ? "IP that is cut or damaged" : kind);
    }
    if (ip.fragment !== null) {
      return this.#row(frame, ip, ip.source.includes(":") ? "IPv6" : "IPv4", ip.fragment);
    }
    if (ip.protocol === udp && ip.payload.length >= 8) return this.#udp(frame, ip);
    if (ip.protocol !== tcp) return this.#passOver(`IP protocol ${ip.protocol}`);
    const segment = readSegment(ip.payload, ip.length);
    if (segment === null) {
      const ports = ip.payload.length < ip.length ? portsOf(ip.payload) : null;
      if (ports === null || ip.payload.length >= 16) return this.#passOver("TCP that is cut or damaged");
      return this.#row(frame, ip, "TCP", ports.join(" → ") + cutSuffix);
    }
    return this.#tcp(frame, ip, segment);
  }

  #passOver(kind: string): null {
    this.passedOver.set(kind, (this.passedOver.get(kind) ?? 0) + 1);
    return null;
  }

  #row({ time, decimals, length }: Frame, ip: IpPacket, protocol: string, info: string): Packet {
    const { source, destination } = ip;
    const since = time === null || this.#first === null ? null : time - this.#first;
    return { number: this.#number, time, since, decimals, source, destination, protocol, length, info };
  }

  #udp(frame: Frame, ip: IpPacket): Packet {
    const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = ip.payload;
    const length = e * 256 + f - 8;
    return this.#row(frame, ip, "UDP", `${a * 256 + b} → ${c * 256 + d} Len=${length}`);
  }

  #tcp(frame: Frame, ip: IpPacket, segment: Segment): Packet {
    const { sourcePort, destinationPort, flags, length } = segment;
    let reused = false;
    const [connection, side] = this.#connections.find(
      `${ip.source} ${sourcePort}`,
      `${ip.destination} ${destinationPort}`,
      (known, flow) => {
        const isSyn = (flags & (flag.syn | flag.ack)) === flag.syn;
        reused = isSyn && known.flows[flow].base !== null && known.flows[flow].base !== segment.seq;
        return reused;
      },
    );
    const time = frame.time ?? 0n;
    const analysis = analyse(segment, connection, side, this.#number, time);
    const words = reused ? ["TCP Port numbers reused", ...analysis.words] : analysis.words;
    const { seq, ack, window } = analysis;
    const facts = { sourcePort, destinationPort, seq, ack, flags, window, length, analysis: words };
    const http = httpOf(segment, analysis, connection, side);
    const plain = infoOf(segment, analysis, words, connection.flows[side === 0 ? 1 : 0]);
    const before = words.map((word) => `[${word}] `).join("");
    const [protocol, info] = ((): [string, string] => {
      switch (http.kind) {
        case "lines":
          return [http.protocol, before + http.text];
        case "part":
          if (!http.isWhole) return ["TCP", plain];
          return [
            "TCP",
            `${http.text === null ? plain : before + http.text} [TCP segment of a reassembled PDU]`,
          ];
        case "cut":
          return ["TCP", plain + cutSuffix];
        case "late":
          return ["TCP", `${plain}${late}`];
        case "other":
          return ["TCP", plain];
      }
    })();
    // Multipath is a protocol to Wireshark, though it is an option.
    const isMultipath = protocol === "TCP" && segment.options.some(({ kind }) => kind === "MPTCP");
    const row = this.#row(frame, ip, isMultipath ? "MPTCP" : protocol, cutInfo(info));
    return { ...row, tcp: facts };
  }
}

/** What HTTP finds in a segment. */
function httpOf(
  { seq, payload, flags, length }: Segment,
  { isRepeated, isOutOfOrder }: Analysis,
  connection: Connection,
  side: 0 | 1,
): HttpPart {
  const [flow, back] = side === 0 ? connection.flows : [connection.flows[1], connection.flows[0]];
  if (length > 0 && !isRepeated) {
    const isCut = payload.length < length;
    if (isCut && payload.length === 0) return { kind: "other" };
    if (!connection.isHttp && !isOutOfOrder && beginsHttp(payload)) connection.isHttp = true;
    if (!connection.isHttp) return { kind: isCut && payload.length < guessed ? "cut" : "other" };
    const part = flow.http.take(seq, payload, isOutOfOrder, isCut, back.http);
    if (part.kind !== "part" || (flags & flag.fin) === 0) return part;
  }
  if ((flags & flag.fin) !== 0 && !isRepeated)
    return (
      flow.http.end((seq + length) >>> 0) ??
      (length > 0 && connection.isHttp ? { kind: "part", text: null, isWhole: true } : { kind: "other" })
    );
  return { kind: "other" };
}

/** Wireshark's Info of a segment. */
function infoOf(
  segment: Segment,
  { seq, ack, window }: Analysis,
  words: readonly string[],
  back: Flow,
): string {
  const { sourcePort, destinationPort, flags, length, urgent, options, cutAt } = segment;
  const has = (bits: number): boolean => (flags & bits) !== 0;
  const text = [
    // Where the header is cut, Wireshark has come no further.
    ...(cutAt === null ? words.map((word) => `[${word}]`) : []),
    `${sourcePort} → ${destinationPort} [${flagsText(flags)}]`,
    `Seq=${seq}`,
    ...(has(flag.ack) ? [`Ack=${ack}`] : []),
    `Win=${window}`,
    ...(has(flag.urg) ? [`Urg=${urgent}`] : []),
    ...(cutAt !== null && cutAt < 20 ? [] : [`Len=${length}`]),
    ...options.flatMap((option) => optionText(option, back)),
  ].join(" ");
  return cutAt === null ? text : text + cutSuffix;
}

function optionText(option: Option, back: Flow): string[] {
  switch (option.kind) {
    case "MSS":
      return [`MSS=${option.value}`];
    case "WS":
      return [`WS=${2 ** Math.min(option.value, 14)}`];
    case "SACK_PERM":
    case "MD5":
      return [option.kind];
    case "MPTCP":
      return [];
    case "USER_TO":
      return [`USER_TO=${option.value}`];
    case "ExID":
      return [`ExID=${option.value.toString(16).padStart(4, "0")}`];
    case "TFO":
      return [`TFO=${option.isRequest ? "R" : "C"}`];
    case "TS":
      return [`TSval=${option.value}`, `TSecr=${option.echo}`];
    case "SACK":
      return option.edges.flatMap(([left, right]) => [
        `SLE=${(left - (back.base ?? 0)) >>> 0}`,
        `SRE=${(right - (back.base ?? 0)) >>> 0}`,
      ]);
  }
}
