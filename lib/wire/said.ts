/**
 * What TCP says in a row of Wireshark's export, read from its words.
 *
 * @module
 */

import type { Row } from "./row.ts";

/** What a segment says, as far as a row tells. */
export interface Said {
  readonly sourcePort: number;
  readonly destinationPort: number;
  readonly flags: number;
  readonly seq: number;
  readonly ack: number;
  readonly window: number;
  /** Of the payload, in bytes. */
  readonly length: number;
  /** Wireshark's words for what it is, without brackets. */
  readonly analysis: readonly string[];
}

/** The flags by their names. */
const bits: Readonly<Record<string, number>> = { FIN: 1, SYN: 2, RST: 4, PSH: 8, ACK: 16, URG: 32 };

const words = /^((?:\[[^\]]*\] ?,? ?)*?)(\d+) → (\d+) \[([A-Z, ]+)\]/;

/** Between so many ends it is remembered who spoke last. */
const mostEnds = 1000;

/**
 * What a row says; `null`: nothing of TCP. A row of HTTP names no ports: they are those of the last segment between the
 * two addresses, and it goes on where that one's sender, or the other one, had come to.
 *
 * @param last the last segments by their addresses, which it keeps
 */
export function saidIn({ source, destination, protocol, info }: Row, last: Map<string, Said>): Said | null {
  const key = `${source} ${destination}`;
  const number = (name: string): number => Number(new RegExp(`\\b${name}=(\\d+)`).exec(info)?.[1] ?? 0);
  const found = words.exec(info);
  if (found !== null && protocol === "TCP") {
    const [, analysis = "", from, to, flags = ""] = found;
    const said: Said = {
      sourcePort: Number(from),
      destinationPort: Number(to),
      flags: flags.split(", ").reduce((sum, name) => sum | (bits[name] ?? 0), 0),
      seq: number("Seq"),
      ack: number("Ack"),
      window: number("Win"),
      length: number("Len"),
      analysis: [...analysis.matchAll(/\[([^\]]*)\]/g)].map(([, word = ""]) => word),
    };
    if (last.size > mostEnds) last.clear();
    last.set(key, said);
    return said;
  }
  const before = last.get(key);
  if (protocol !== "HTTP" || before === undefined) return null;
  // Whoever sends a request is the one that the SYN came from, which has the higher port as a rule.
  const isAnswer = info.startsWith("HTTP/");
  const swap = isAnswer !== before.sourcePort < before.destinationPort;
  const [sourcePort, destinationPort] = swap
    ? [before.destinationPort, before.sourcePort]
    : [before.sourcePort, before.destinationPort];
  return { ...before, sourcePort, destinationPort, flags: 24, length: 0, analysis: [] };
}
