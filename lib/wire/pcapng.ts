/**
 * Files of the newer kind, pcapng: blocks, each with its kind and its length. A file has one section or several, each
 * in its own order of bytes and with interfaces of its own.
 * (draft-ietf-opsawg-pcapng)
 *
 * @module
 */

import type { ByteSource } from "./byte_source.ts";
import { badCapture, type Frame, longestFrame } from "./frame.ts";

/** The kinds of blocks that are read. */
const block = { section: 0x0a0d0d0a, interface: 1, packet: 2, simple: 3, enhanced: 6 } as const;

/** The options of an interface that are read, and the one that ends a list. */
const option = { end: 0, resolution: 9, offset: 14 } as const;

/** A block with a packet is no longer than this; of others no more is read. */
const longestBlock = longestFrame + 65_536;

/** A section has no more interfaces than this: a file that goes on describing them has no packets in sight. */
const mostInterfaces = 65_536;

/** With so many decimals of a second Wireshark shows times: the most of these that the interface has. */
const shownDecimals: readonly number[] = [0, 1, 2, 3, 6, 9];

interface Interface {
  readonly link: number;
  /** How much of a packet it captured at most; 0: all of it. */
  readonly snap: number;
  /** Time units in a second. */
  readonly perSecond: bigint;
  readonly decimals: number;
  /** What is to be added to each time, in seconds. */
  readonly offset: bigint;
}

/** Whether a file that begins so is pcapng. */
export function isPcapng(magic: number): boolean {
  return magic === block.section;
}

/** Its frames. @throws EoflabError BAD_CAPTURE where the file is cut, or lies */
export async function* readPcapng(source: ByteSource): AsyncGenerator<Frame> {
  let little = true;
  let interfaces: Interface[] = [];
  while (await source.has(1)) {
    const at = source.position;
    if (!(await source.has(8))) throw cut("the header of the block", at);
    const start = viewOf(source.peek(8));
    // Its own bytes are the same in either order, so that one sees where a section begins.
    if (start.getUint32(0) === block.section) {
      if (!(await source.has(12))) throw cut("the header of the section", at);
      const order = viewOf(source.peek(12)).getUint32(8);
      if (order !== 0x1a2b3c4d && order !== 0x4d3c2b1a) {
        throw badCapture(`the section at byte ${at} does not say in which order its bytes are`);
      }
      little = order === 0x4d3c2b1a;
      interfaces = [];
    }
    const view = viewOf(source.take(8));
    const kind = view.getUint32(0, little);
    const length = view.getUint32(4, little);
    if (length < 12 || length % 4 !== 0) {
      throw badCapture(
        `the block at byte ${at} says that it has ${length} bytes: the file is damaged from here on`,
      );
    }
    const wanted = ([block.interface, block.packet, block.simple, block.enhanced] as number[]).includes(kind);
    if (!wanted) {
      if (!(await source.skip(length - 8))) throw cut("the block", at);
      continue;
    }
    if (length > longestBlock) {
      throw badCapture(
        `the block at byte ${at} says that it has ${length} bytes, too many for a packet: the file is damaged from here on`,
      );
    }
    if (!(await source.has(length - 8))) throw cut("the block", at);
    const bytes = source.take(length - 8);
    if (viewOf(bytes).getUint32(bytes.length - 4, little) !== length) {
      throw badCapture(
        `the block at byte ${at} ends with another length than it begins with: the file is damaged`,
      );
    }
    const body = bytes.subarray(0, -4);
    if (kind === block.interface) {
      if (interfaces.length >= mostInterfaces)
        throw badCapture(`the section has more than ${mostInterfaces} interfaces`);
      interfaces.push(interfaceOf(body, little, at));
    } else {
      yield frameOf(kind, body, little, interfaces, at);
    }
  }
}

function frameOf(
  kind: number,
  body: Uint8Array,
  little: boolean,
  interfaces: readonly Interface[],
  at: number,
): Frame {
  const view = viewOf(body);
  const headerLength = kind === block.simple ? 4 : 20;
  if (body.length < headerLength) throw badCapture(`the packet at byte ${at} has no room for its header`);
  const number =
    kind === block.simple ? 0 : kind === block.packet ? view.getUint16(0, little) : view.getUint32(0, little);
  const from = interfaces[number];
  if (from === undefined) {
    throw badCapture(`the packet at byte ${at} is of interface ${number}, which the file does not describe`);
  }
  const { link, decimals, snap } = from;
  const room = body.length - headerLength;
  if (kind === block.simple) {
    const length = view.getUint32(0, little);
    const captured = Math.min(length, room, snap === 0 ? length : snap);
    return { time: null, decimals, link, bytes: body.subarray(4, 4 + captured), length };
  }
  const captured = view.getUint32(12, little);
  if (captured > room || captured > longestFrame) {
    throw badCapture(
      `the packet at byte ${at} says that it has ${captured} bytes, and there is room for ${room}: the file is damaged from here on`,
    );
  }
  const units = (BigInt(view.getUint32(4, little)) << 32n) | BigInt(view.getUint32(8, little));
  const time = (units * 1_000_000_000n) / from.perSecond + from.offset * 1_000_000_000n;
  const bytes = body.subarray(20, 20 + captured);
  return { time, decimals, link, bytes, length: view.getUint32(16, little) };
}

function interfaceOf(body: Uint8Array, little: boolean, at: number): Interface {
  if (body.length < 8) throw badCapture(`the interface at byte ${at} has no room for its header`);
  const view = viewOf(body);
  let [perSecond, decimals, offset] = [1_000_000n, 6, 0n];
  for (let next = 8; next + 4 <= body.length; ) {
    const code = view.getUint16(next, little);
    const length = view.getUint16(next + 2, little);
    const value = next + 4;
    if (code === option.end || value + length > body.length) break;
    if (code === option.resolution && length === 1) {
      const exponent = body[value] ?? 6;
      const power = exponent & 0x7f;
      perSecond = exponent & 0x80 ? 2n ** BigInt(power) : 10n ** BigInt(power);
      decimals = exponent & 0x80 ? Math.floor(power * Math.log10(2)) : power;
    }
    if (code === option.offset && length === 8) offset = view.getBigInt64(value, little);
    next = value + Math.ceil(length / 4) * 4;
  }
  return {
    link: view.getUint16(0, little),
    snap: view.getUint32(4, little),
    perSecond,
    decimals: shownDecimals.findLast((shown) => shown <= decimals) ?? 0,
    offset,
  };
}

function cut(where: string, at: number): Error {
  return badCapture(`it is cut in ${where} at byte ${at}`);
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
}
