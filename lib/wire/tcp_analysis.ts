/**
 * What a segment is, seen with those before it: Wireshark's words for it. The rules are those of its user's guide
 * ("TCP Analysis"), and where that is silent, what tshark 4.0 was seen to do.
 *
 * @module
 */

import type { Connection, Flow } from "./flow.ts";
import { after, before } from "./sequence.ts";
import { flag, type Segment } from "./tcp_segment.ts";

/** A segment among its neighbours. */
export interface Analysis {
  /** Relative numbers. */
  readonly seq: number;
  readonly ack: number;
  /** The window in bytes, as far as the shift is known. */
  readonly window: number;
  /** Wireshark's words without their brackets, in its order. */
  readonly words: readonly string[];
  /** Whether its payload has been seen: HTTP does not look at it then. */
  readonly isRepeated: boolean;
  /** Whether it was overtaken. */
  readonly isOutOfOrder: boolean;
}

/** The words, in the order in which they stand in a row. */
const order = [
  "TCP ZeroWindowProbeAck",
  "TCP ZeroWindowProbe",
  "TCP ZeroWindow",
  "TCP Keep-Alive ACK",
  "TCP Keep-Alive",
  "TCP Dup ACK",
  "TCP Window Update",
  "TCP Window Full",
  "TCP ACKed unseen segment",
  "TCP Previous segment not captured",
  "TCP Port numbers reused",
  "TCP Fast Retransmission",
  "TCP Out-Of-Order",
  "TCP Spurious Retransmission",
  "TCP Retransmission",
];

/** An acknowledgement is fresh for this long: what is sent again behind it is sent again because of it. */
const freshAck = 20_000_000n;

/** A segment that comes so soon behind the next one was overtaken, where the handshake does not say how long a way takes. */
const overtaken = 3_000_000n;

/** Looks at a segment, and remembers it. */
export function analyse(
  segment: Segment,
  connection: Connection,
  side: 0 | 1,
  number: number,
  time: bigint,
): Analysis {
  const [flow, back] = side === 0 ? connection.flows : ([connection.flows[1], connection.flows[0]] as const);
  const has = (bits: number): boolean => (segment.flags & bits) !== 0;
  const isSyn = has(flag.syn);
  const isReused = learnBases(segment, flow, back);
  learnShift(segment, flow, back);
  const { seq } = segment;
  const ack = has(flag.ack) ? segment.ack : 0;
  const window =
    isSyn || flow.shift === null || flow.shift < 0 ? segment.window : segment.window * 2 ** flow.shift;
  learnRoundTrip(segment, connection, time);

  const { length } = segment;
  const isPlain = !has(flag.syn | flag.fin | flag.rst);
  const { next } = flow;
  const end = (seq + length + (has(flag.syn | flag.fin) ? 1 : 0)) >>> 0;
  const isNext = seq === next;
  const sameAck = ack === flow.ack;
  const words: string[] = [];

  const closed = back.next !== 0 && back.window === 0;
  const isProbe = length === 1 && isNext && closed && isPlain;
  const isZero = isPlain && segment.window === 0 && !isProbe;
  const hasGap = next !== 0 && after(seq, next) && !has(flag.rst);
  const isKeepAlive = isPlain && length <= 1 && seq === (next - 1) >>> 0 && !isProbe;
  const empty = isPlain && length === 0 && isNext && sameAck;
  const sameWindow = segment.window === flow.window;
  if (hasGap) words.push("TCP Previous segment not captured");
  if (isReused) words.push("TCP Port numbers reused");
  if (isZero) words.push("TCP ZeroWindow");
  if (isProbe) words.push("TCP ZeroWindowProbe");
  if (isKeepAlive) words.push("TCP Keep-Alive");
  const isUpdate = empty && segment.window !== 0 && !sameWindow;
  if (isUpdate) words.push("TCP Window Update");
  if (!isProbe && isFull(segment, end, isPlain, back)) words.push("TCP Window Full");
  const isKeepAliveAck = empty && segment.window !== 0 && sameWindow && back.last === "keepAlive";
  if (isKeepAliveAck) words.push("TCP Keep-Alive ACK");
  const isProbeAck = empty && segment.window === 0 && sameWindow && back.last === "zeroWindowProbe";
  if (isProbeAck) words.push("TCP ZeroWindowProbeAck");
  if (empty && sameWindow && !isKeepAliveAck && !isProbeAck && segment.window !== 0) {
    flow.repeats++;
    flow.isMissed = false;
    words.push(`TCP Dup ACK ${flow.ackNumber}#${flow.repeats}`);
  }
  if (has(flag.ack) && back.seen !== 0 && after(ack, back.seen)) {
    if (back.seen !== back.next) {
      words.push("TCP ACKed unseen segment");
      back.seen = back.next;
    } else {
      // Wireshark says it once, until the other side acknowledges something new; and takes it for a third Dup ACK.
      if (!back.isMissed && back.repeats === 0) words.push("TCP ACKed unseen segment");
      back.isMissed = true;
      back.repeats = 0;
    }
  }

  // A byte that was a probe comes again with what follows it.
  const goesOn = length > 1 && seq === (next - 1) >>> 0;
  let isRepeated = false;
  let isOutOfOrder = false;
  const carries = length > 0 || has(flag.syn | flag.fin);
  if (length > 0 && !isKeepAlive && back.ack !== 0 && !after(end, back.ack)) {
    isRepeated = true;
    words.push("TCP Spurious Retransmission");
  } else if (carries && next !== 0 && !isKeepAlive && before(seq, next) && !goesOn) {
    const threshold = connection.roundTrip ?? overtaken;
    if ((back.repeats >= 2 || back.isMissed) && back.ack === seq && time - back.ackAt < freshAck)
      words.push("TCP Fast Retransmission");
    else if (next !== end && time - flow.nextAt < threshold) {
      isOutOfOrder = true;
      words.push("TCP Out-Of-Order");
    } else {
      isRepeated = true;
      words.push("TCP Retransmission");
    }
  }

  // What is remembered.
  // A SYN or a RST that acknowledges nothing begins anew.
  if (ack !== flow.ack) {
    flow.repeats = 0;
    flow.ackNumber = number;
    flow.isMissed = false;
  }
  flow.ack = ack;
  flow.ackAt = time;
  flow.window = segment.window;
  flow.last = isKeepAlive ? "keepAlive" : isProbe ? "zeroWindowProbe" : null;
  if (next === 0 || (after(end, next) && !isProbe)) {
    flow.next = end;
    flow.nextAt = time;
  }
  if (flow.seen === 0 || seq === flow.seen) flow.seen = flow.next;
  words.sort(
    (a, b) => order.findIndex((word) => a.startsWith(word)) - order.findIndex((word) => b.startsWith(word)),
  );
  return {
    seq: relative(seq, flow.base),
    ack: has(flag.ack) ? relative(segment.ack, back.base) : 0,
    window,
    words,
    isRepeated: isRepeated || isKeepAlive,
    isOutOfOrder,
  };
}

/**
 * The numbers that are shown as 0: those of the SYNs, or else such that what is seen first is shown as 1.
 *
 * @returns whether it answers a SYN anew, with another number than before
 */
function learnBases(segment: Segment, flow: Flow, back: Flow): boolean {
  const isSyn = (segment.flags & flag.syn) !== 0;
  const isAnswer = isSyn && (segment.flags & flag.ack) !== 0;
  const isReused = isAnswer && flow.base !== null && flow.base !== segment.seq;
  if (isReused) flow.base = segment.seq;
  if (flow.base === null) flow.base = isSyn ? segment.seq : (segment.seq - 1) >>> 0;
  if (back.base === null && (segment.flags & flag.ack) !== 0) back.base = (segment.ack - 1) >>> 0;
  return isReused;
}

/** Windows are scaled only where both SYNs said by how much. */
function learnShift({ flags, options }: Segment, flow: Flow, back: Flow): void {
  if ((flags & flag.syn) === 0) return;
  const scale = options.find((option) => option.kind === "WS");
  flow.shift = scale?.kind === "WS" ? Math.min(scale.value, 14) : -1;
  if ((flags & flag.ack) !== 0 && (flow.shift < 0 || (back.shift ?? -1) < 0)) {
    if (back.shift !== null) flow.shift = back.shift = -1;
  }
}

function learnRoundTrip({ flags }: Segment, connection: Connection, time: bigint): void {
  if ((flags & flag.syn) !== 0) {
    if ((flags & flag.ack) === 0) connection.synAt = time;
    return;
  }
  if ((flags & flag.ack) === 0) return;
  // Whoever speaks first behind the SYNs ends the handshake.
  if (connection.synAt !== null) connection.roundTrip = time - connection.synAt;
  connection.synAt = null;
}

/** Whether the segment fills the window that the other side opened. */
function isFull({ length }: Segment, end: number, isPlain: boolean, back: Flow): boolean {
  if (length === 0 || !isPlain || back.ack === 0 || back.shift === null) return false;
  const window = back.shift < 0 ? back.window : back.window * 2 ** back.shift;
  return end === (back.ack + window) >>> 0;
}

function relative(number: number, base: number | null): number {
  return (number - (base ?? number)) >>> 0;
}
