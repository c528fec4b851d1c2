/**
 * Reads the rows of a file, be it a capture or Wireshark's export.
 *
 * @module
 */

import type { Chunks } from "./byte_source.ts";
import { type ReadOptions, readCapture } from "./read_capture.ts";
import { isCsv, readCsv } from "./read_csv.ts";
import { type Row, rowOf } from "./row.ts";
import { type Said, saidIn } from "./said.ts";

/** A row, and what TCP says in it; `null` where it is no TCP. */
export interface ReadRow {
  readonly row: Row;
  readonly tcp: Said | null;
}

/**
 * The rows, in the file's order.
 *
 * @throws EoflabError BAD_CAPTURE when it is neither, or where it is cut or damaged; the rows before come first
 */
export async function* readRows(chunks: Chunks, options: ReadOptions = {}): AsyncGenerator<ReadRow> {
  const iterator =
    Symbol.asyncIterator in chunks ? chunks[Symbol.asyncIterator]() : chunks[Symbol.iterator]();
  const { done, value } = await iterator.next();
  const start: Uint8Array = done ? new Uint8Array() : value;
  const all = (async function* () {
    yield start;
    try {
      for (;;) {
        const next = await iterator.next();
        if (next.done) return;
        yield next.value;
      }
    } finally {
      await iterator.return?.();
    }
  })();
  if (isCsv(start.subarray(0, 16))) {
    const ends = new Map<string, Said>();
    for await (const row of readCsv(all)) yield { row, tcp: saidIn(row, ends) };
    return;
  }
  for await (const packet of readCapture(all, options)) {
    yield { row: rowOf(packet), tcp: packet.tcp ?? null };
  }
}
