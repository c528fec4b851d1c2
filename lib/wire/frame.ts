/**
 * A frame: what a capture file holds of a packet, before anybody looks inside.
 *
 * @module
 */

import { EoflabError } from "../errors.ts";

/** A frame as it stands in a capture. */
export interface Frame {
  /** ns since 1970; `null` where the file does not say (a simple packet of pcapng). */
  readonly time: bigint | null;
  /** With how many decimals of a second its time was captured: 6 or 9 mostly. */
  readonly decimals: number;
  /** The number of the link's kind, as tcpdump.org lists them. */
  readonly link: number;
  /** What was captured of it. */
  readonly bytes: Uint8Array;
  /** How long it was on the wire. */
  readonly length: number;
}

/** No capture holds more of a packet; a length above it is a lie (Wireshark has the same limit). */
export const longestFrame = 262_144;

/** The file is no capture, or broken from here on. */
export function badCapture(what: string): EoflabError {
  return new EoflabError("BAD_CAPTURE", what);
}
