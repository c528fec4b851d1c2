/**
 * What a lab tells beside its run: what prevents it, and where it has happened.
 *
 * @module
 */

import type { Lab } from "../lab/lab.ts";
import type { Palette } from "../ladder/style.ts";
import { labelled } from "./stepper/lines.ts";

/** The lines that tell it. */
export function* factsOf(
  { prevent, incident }: Lab,
  { bold, dim }: Palette,
  width: number,
): Generator<string> {
  yield bold("Prevent it");
  yield* labelled("  Go:   ", prevent.go, width);
  yield* labelled("  Node: ", prevent.node, width);
  yield* labelled("  Deno: ", prevent.deno, width);
  yield bold("It happened");
  yield* labelled("  ", `${incident.id}: ${incident.what}`, width);
  for (const line of labelled("  ", incident.url, width)) yield dim(line);
}
