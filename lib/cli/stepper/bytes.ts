/**
 * The bytes of an event, in hex and as text.
 *
 * @module
 */

import type { Palette } from "../../ladder/style.ts";
import { wrap } from "../../ladder/wrap.ts";
import type { TraceEvent } from "../../trace/events.ts";

/** How many bytes stand on a line. */
const perLine = 16;

/** What there is to see: the bytes, or where they are to be seen. */
export function bytesOf(
  event: TraceEvent | null,
  { columns, palette }: { readonly columns: number; readonly palette: Palette },
): string[] {
  if (event === null) return ["Nothing has happened yet."];
  if (!("data" in event)) {
    const said = `${event.name} keeps no bytes: they are recorded where they cross the wire, at client.write (the request) and client.read (the answer).`;
    return wrap(said, columns);
  }
  const bytes = Uint8Array.from(atob(event.data), (char) => char.charCodeAt(0));
  return [palette.bold(`${event.name}: ${bytes.length} bytes`), "", ...dump(bytes, palette)];
}

function dump(bytes: Uint8Array, { dim }: Palette): string[] {
  return Array.from({ length: Math.ceil(bytes.length / perLine) }, (_, row) => {
    const line = bytes.subarray(row * perLine, (row + 1) * perLine);
    const hex = Array.from(line, (byte) => byte.toString(16).padStart(2, "0")).join(" ");
    const text = Array.from(line, (byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : "."));
    const offset = (row * perLine).toString(16).padStart(5, "0");
    return `${dim(offset)}  ${hex.padEnd(perLine * 3 - 1)}  ${text.join("")}`;
  });
}
