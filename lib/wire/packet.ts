/**
 * A packet as Wireshark's list has it.
 *
 * @module
 */

/** A row of the list. */
export interface Packet {
  /** Its place in the file, from 1. */
  readonly number: number;
  /** When it was captured, in ns since 1970; `null` where the file does not say. */
  readonly time: bigint | null;
  /** How long after the first one of the file, in ns. */
  readonly since: bigint | null;
  /** With how many decimals of a second. */
  readonly decimals: number;
  readonly source: string;
  readonly destination: string;
  readonly protocol: string;
  /** Of the frame on the wire, in bytes. */
  readonly length: number;
  /** Wireshark's words; ports have "→" between them. */
  readonly info: string;
  /** Of a TCP segment. */
  readonly tcp?: TcpFacts;
}

/** What TCP says in a packet; its numbers are relative. */
export interface TcpFacts {
  readonly sourcePort: number;
  readonly destinationPort: number;
  readonly seq: number;
  readonly ack: number;
  readonly flags: number;
  /** In bytes, as far as its scale is known. */
  readonly window: number;
  /** Of the payload. */
  readonly length: number;
  /** Wireshark's words for what it is, without brackets: "TCP Keep-Alive". */
  readonly analysis: readonly string[];
}
