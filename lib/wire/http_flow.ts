/**
 * HTTP in one direction of a connection: on which segment a message stands. Wireshark puts it on the one which completes
 * it; those before are parts of it. What is lost and comes later belongs to the message that waits for it; what overtook
 * it, and belongs to none, is looked at by itself.
 *
 * @module
 */

import { type Asked, HttpMessages, type HttpPart } from "./http_messages.ts";
import { after, before } from "./sequence.ts";

/** A message whose bytes come in several segments. Numbers are raw. */
interface Pdu {
  /** Its first byte. */
  start: number;
  /** The byte behind those that are there without a gap. */
  next: number;
  /** What is there beyond a gap, each from a byte to the one behind its last. */
  later: readonly (readonly [number, number])[];
  /** `null` when it is whole. */
  messages: HttpMessages | null;
}

/** So many are remembered, for what is sent again. */
const mostPdus = 4;

/** So many pieces of a message are remembered beyond a gap. */
const mostPieces = 64;

/** One direction. */
export class HttpFlow {
  /** The last one is the newest. */
  readonly #pdus: Pdu[] = [];
  /** What was asked for in this direction. */
  readonly asked: Asked = { last: null, became: null };

  /**
   * Takes the payload of a segment.
   *
   * @param seq its first byte
   * @param isOutOfOrder whether it was overtaken: then only a body that waits for it takes it
   * @param isCut whether more of it was sent than captured: then it is looked at by itself
   * @param back the other direction, for what was asked there
   */
  take(seq: number, payload: Uint8Array, isOutOfOrder: boolean, isCut: boolean, back: HttpFlow): HttpPart {
    if (isCut) return new HttpMessages(this.asked, back.asked).take(payload, true);
    const pdu = this.#pduOf(seq);
    if (pdu === undefined) return isOutOfOrder ? { kind: "other" } : this.#takeNew(seq, payload, back);
    if (seq === pdu.start) return { kind: "other" };
    if (pdu.messages === null) return { kind: "late" };
    if (pdu.messages.missing === null) {
      if (seq !== pdu.next) return { kind: "late" };
      if (!isOutOfOrder) return takeNext(pdu, pdu.messages, payload);
      // It ends what was waited for, and is not looked at.
      pdu.messages = null;
      pdu.next = (seq + 1) >>> 0;
      return { kind: "other" };
    }
    return this.#takePiece(pdu, pdu.messages, seq, payload, isOutOfOrder, back);
  }

  /** The stream ends with the byte before `seq`: an answer that goes on until then is complete. */
  end(seq: number): HttpPart | null {
    const pdu = this.#pdus.at(-1);
    if (pdu?.messages?.missing !== Number.POSITIVE_INFINITY || pdu.next !== seq) return null;
    const part = pdu.messages.end();
    pdu.messages = null;
    return part;
  }

  /** The message to which a byte belongs: the last one that begins before it, if it goes so far. */
  #pduOf(seq: number): Pdu | undefined {
    const [last] = this.#pdus
      .filter(({ start }) => !before(seq, start))
      .sort((a, b) => (b.start - a.start) | 0);
    return last !== undefined && before(seq, endOf(last.next, last.messages)) ? last : undefined;
  }

  /** What belongs to no message that is known may begin one. */
  #takeNew(seq: number, payload: Uint8Array, back: HttpFlow): HttpPart {
    const messages = new HttpMessages(this.asked, back.asked);
    const part = messages.take(payload);
    if (messages.missing !== 0) {
      this.#pdus.push({ start: seq, next: (seq + payload.length) >>> 0, later: [], messages });
      if (this.#pdus.length > mostPdus) this.#pdus.shift();
    }
    return part;
  }

  /** A piece of a body whose end is known is only counted, wherever it belongs. */
  #takePiece(
    pdu: Pdu,
    messages: HttpMessages,
    seq: number,
    payload: Uint8Array,
    isOutOfOrder: boolean,
    back: HttpFlow,
  ): HttpPart {
    const end = endOf(pdu.next, messages);
    const to = (seq + payload.length) >>> 0;
    const isInOrder = seq === pdu.next && pdu.later.length === 0;
    const grown = advance(pdu, seq, after(to, end) ? end : to);
    const part = messages.skip(grown, isInOrder ? payload : null);
    if (part.kind !== "lines") return part;
    pdu.messages = null;
    // What was overtaken and fills the last hole is not looked at, when the end came before.
    if (before(to, end)) return isOutOfOrder ? { kind: "other" } : part;
    const rest = payload.subarray((end - seq) >>> 0);
    const more = rest.length === 0 ? null : this.#takeNew(end, rest, back);
    // The line of the next message stands behind it; the column of the protocol is set already.
    if (more?.kind === "lines" || more?.kind === "part")
      return { ...part, text: part.text + (more.text ?? "") };
    return part;
  }
}

/** A message that does not say how long it is goes on with the byte that comes next. */
function takeNext(pdu: Pdu, messages: HttpMessages, payload: Uint8Array): HttpPart {
  const part = messages.take(payload);
  if (part.kind === "lines" && messages.missing !== 0) pdu.start = pdu.next;
  pdu.next = (pdu.next + payload.length) >>> 0;
  if (messages.missing === 0) pdu.messages = null;
  return part;
}

/** The byte behind what a message waits for. */
function endOf(next: number, messages: HttpMessages | null): number {
  // One more byte, of whatever segment, where it is not known; and half of all numbers where there is no end.
  const missing = messages === null ? 0 : (messages.missing ?? 1);
  return (next + Math.min(missing, 0x7fff_ffff)) >>> 0;
}

/** Notes a piece, and gives by how many bytes what is there without a gap has grown. */
function advance(pdu: Pdu, from: number, to: number): number {
  const was = pdu.next;
  const pieces = [...pdu.later, [from, to] as const].sort((a, b) => (a[0] - b[0]) | 0);
  const later: [number, number][] = [];
  for (const [first, end] of pieces) {
    const last = later.at(-1);
    if (!after(first, pdu.next)) {
      if (after(end, pdu.next)) pdu.next = end;
    } else if (last !== undefined && !after(first, last[1])) {
      if (after(end, last[1])) last[1] = end;
    } else if (later.length < mostPieces) {
      later.push([first, end]);
    }
  }
  pdu.later = later;
  return (pdu.next - was) >>> 0;
}
