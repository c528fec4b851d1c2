/**
 * Packets as Wireshark exports its list: CSV, each field in quotes.
 *
 * @module
 */

import type { CapturedPacket } from "./packets_of.ts";

/** The names of Wireshark's columns. */
const columns = ["No.", "Time", "Source", "Destination", "Protocol", "Length", "Info"];

/** Line by line and without line ends. Times are seconds since the first packet. */
export function* formatCsv(packets: readonly CapturedPacket[]): Generator<string> {
  yield line(columns);
  const first = packets[0]?.time ?? 0;
  for (const { number, time, source, destination, protocol, length, info } of packets) {
    yield line([number, ((time - first) / 1e6).toFixed(6), source, destination, protocol, length, info]);
  }
}

function line(fields: readonly (string | number)[]): string {
  return fields.map((field) => `"${String(field).replaceAll('"', '""')}"`).join(",");
}
