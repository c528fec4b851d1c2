/**
 * The tour on a screen: forward and back between the stops, up and down in one.
 *
 * @module
 */

import type { Palette } from "../../ladder/style.ts";
import type { Recording } from "../../trace/recording.ts";
import type { Screen } from "../screen/screen.ts";
import { page } from "./page.ts";
import { stops } from "./stops.ts";

const keys = "right or .  next   left or ,  back   g G  first, last   up down  scroll   q  quit";

/** Shows the stops until somebody quits. */
export async function walk(screen: Screen, rec: Recording, palette: Palette): Promise<void> {
  let at = 0;
  let top = 0;
  for (;;) {
    const stop = stops[at];
    if (stop === undefined) return;
    const lines = page(stop, rec, screen.columns, palette);
    // The last two rows are an empty one and the keys.
    const room = Math.max(1, screen.rows - 2);
    const lowest = Math.max(0, lines.length - room);
    top = Math.min(Math.max(0, top), lowest);
    const shown = lines.slice(top, top + room);
    while (shown.length < room) shown.push("");
    const left = lowest - top;
    screen.draw([...shown, left > 0 ? palette.dim(`${left} more lines: down`) : "", palette.dim(keys)]);
    const key = await screen.key();
    if (key === "q" || key === "escape" || key === "eof") return;
    const next = goTo(key, at);
    if (next !== null && next !== at) [at, top] = [next, 0];
    else if (key === "down") top++;
    else if (key === "up") top--;
    else if (key === "pagedown") top += room;
    else if (key === "pageup") top -= room;
  }
}

/** The stop that a key leads to, or `null` where it is no such key. */
function goTo(key: string, at: number): number | null {
  const last = stops.length - 1;
  if (key === "right" || key === "." || key === " ") return Math.min(at + 1, last);
  if (key === "left" || key === ",") return Math.max(at - 1, 0);
  if (key === "g" || key === "home") return 0;
  if (key === "G" || key === "end") return last;
  return null;
}
