/**
 * Captures of packets, read as Wireshark reads them.
 *
 * @module
 */

export type { Packet, TcpFacts } from "./packet.ts";
export { type PassedOver, type ReadOptions, readCapture } from "./read_capture.ts";
