/**
 * Captures of packets, read as Wireshark reads them.
 *
 * @module
 */

export { csvHeading, csvRow, exportedInfo } from "./csv.ts";
export { drawExchange } from "./exchange.ts";
export type { Packet, TcpFacts } from "./packet.ts";
export { type PassedOver, packetsIn, type ReadOptions, readCapture } from "./read_capture.ts";
export { readRows } from "./read_rows.ts";
export { type Row, rowOf } from "./row.ts";
export { drawRows } from "./table.ts";
