/**
 * How full a buffer is, drawn.
 *
 * @module
 */

import type { Fill } from "../trace/events.ts";
import type { Symbols } from "./style.ts";

/** How many columns a gauge has between its ends. */
const width = 16;

/** `▕██░░░░░░░░░░░░░░▏ 316/4096`. A buffer with anything in it shows at least one full column, and a full one all. */
export function gauge({ buffered, available }: Fill, { gauge: [open, full, empty, close] }: Symbols): string {
  const size = buffered + available;
  const share = Math.floor((buffered / size) * width);
  const columns = buffered === 0 ? 0 : Math.max(1, share);
  return `${open}${full.repeat(columns)}${empty.repeat(width - columns)}${close} ${buffered}/${size}`;
}
