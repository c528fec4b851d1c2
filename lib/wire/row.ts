/**
 * A row of Wireshark's list: what its columns say of a packet.
 *
 * @module
 */

import type { Packet } from "./packet.ts";

/** A row, whether it comes of a capture or of an export. */
export interface Row {
  readonly number: number;
  /** Seconds since the first packet, as the column has them; empty where the capture does not say. */
  readonly seconds: string;
  readonly source: string;
  readonly destination: string;
  readonly protocol: string;
  /** Of the frame, in bytes. */
  readonly length: number;
  readonly info: string;
}

/** The row of a packet. */
export function rowOf({ since, decimals, ...packet }: Packet): Row {
  const { number, source, destination, protocol, length, info } = packet;
  return { number, seconds: secondsText(since, decimals), source, destination, protocol, length, info };
}

/** A time in ns as seconds with so many decimals; the rest is cut off. */
function secondsText(since: bigint | null, decimals: number): string {
  if (since === null) return "";
  const sign = since < 0n ? "-" : "";
  const ns = since < 0n ? -since : since;
  const whole = `${sign}${ns / 1_000_000_000n}`;
  if (decimals === 0) return whole;
  return `${whole}.${String(ns % 1_000_000_000n)
    .padStart(9, "0")
    .slice(0, decimals)}`;
}
