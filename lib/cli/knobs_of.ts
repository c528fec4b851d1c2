/**
 * The knobs of a run, as the command line turns them.
 *
 * @module
 */

import { EoflabError } from "../errors.ts";
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
 * @throws EoflabError INVALID_ARGUMENT as turnKnobs does; of a name that is nearly one of the lab's it says which
 */
export function knobsOf({ knobs, presets }: Lab, { preset, set }: Turned): KnobValues<KnobSpecs> {
  if (preset !== undefined) expectName("preset", preset, Object.keys(presets));
  for (const setting of set) expectName("knob", setting.replace(/=.*$/s, ""), Object.keys(knobs));
  return turnKnobs(knobs, presets, preset ?? null, set);
}

/** Lets all pass that is not nearly another name: what turnKnobs says of that is as good as it gets. */
function expectName(what: string, written: string, names: readonly string[]): void {
  const meant = names.includes(written) ? undefined : nearest(written, names);
  if (meant === undefined) return;
  const all = names.join(", ");
  throw new EoflabError(
    "INVALID_ARGUMENT",
    `unknown ${what} ${written}: did you mean ${meant}? This lab has ${all}`,
  );
}
