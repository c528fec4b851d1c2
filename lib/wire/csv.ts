/**
 * Packets as Wireshark exports its list: CSV, each field in quotes.
 *
 * @module
 */

import type { Row } from "./row.ts";

/** The names of Wireshark's columns. */
export const columns = ["No.", "Time", "Source", "Destination", "Protocol", "Length", "Info"] as const;

/** The heading. */
export const csvHeading = line(columns);

/** One packet. */
export function csvRow({ number, seconds, source, destination, protocol, length, info }: Row): string {
  return line([number, seconds, source, destination, protocol, length, exportedInfo(info)]);
}

/**
 * Wireshark's export has "  >  " between two ports, where its list and tshark have an arrow. This is the only difference
 * between tshark's words and those of the CSV.
 */
export function exportedInfo(info: string): string {
  return info.replaceAll(" → ", "  >  ");
}

function line(fields: readonly (string | number)[]): string {
  return fields.map((field) => `"${String(field).replaceAll('"', '""')}"`).join(",");
}
