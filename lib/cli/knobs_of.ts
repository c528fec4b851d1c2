/**
 * The knobs of a run, as the command line turns them.
 *
 * @module
 */

import { type KnobSpecs, type KnobValues, turnKnobs } from "../lab/knob.ts";
import type { Lab } from "../lab/lab.ts";
import { nearest } from "./nearest.ts";

/** What the command line says of them. */
export interface Turned {
  readonly preset: string | undefined;
  /** Each `name=value`. */
  readonly set: readonly string[];
}

/**
 * Turns them.
 *
 * @throws EoflabError INVALID_ARGUMENT as turnKnobs does, with the nearest name
 */
export function knobsOf({ knobs, presets }: Lab, { preset, set }: Turned): KnobValues<KnobSpecs> {
  return turnKnobs(knobs, presets, preset ?? null, set, nearest);
}
