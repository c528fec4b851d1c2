/**
 * At which knobs a lab is compared: those of the first case that was recorded from Go in which all but the durations is as
 * in the lab. Its times are short, so that a real clock takes no longer than it must; whoever is compared has the same.
 *
 * @module
 */

import { EoflabError } from "../errors.ts";
import { defaults } from "../lab/knob.ts";
import type { Lab } from "../lab/lab.ts";
import type { KnobValue, Recording } from "../trace/recording.ts";
import { folderName } from "../workshop/sources.ts";
import { readGoRecording } from "./go.ts";

/** What a run came to, in the form in which Go's runs of the lab are recorded. */
export type Facts = Readonly<Record<string, unknown>>;

/** A lab's setting. */
export interface Setting {
  readonly lab: Lab;
  readonly knobs: Readonly<Record<string, KnobValue>>;
  /** The same for labs/reference, which may want more. */
  readonly goKnobs: object;
  /** What Go came to, when it was recorded. */
  readonly recorded: Facts;
  /** Which Go that was. */
  readonly go: string;
}

/** Knobs that are another than the lab's own, where no recorded case has them all. */
const instead: Readonly<Record<string, Readonly<Record<string, KnobValue>>>> = {
  continue: { limit: 0 },
};

/**
 * Finds it.
 *
 * @throws BAD_RECORDING where no recorded case fits
 */
export async function settingOf(lab: Lab): Promise<Setting> {
  const { go, cases } = await readGoRecording<{ knobs: Record<string, KnobValue> }>(folderName(lab));
  const wanted: Record<string, KnobValue> = { ...defaults(lab.knobs), ...instead[lab.id] };
  const found = cases.find(({ knobs }) =>
    Object.entries(lab.knobs).every(
      ([name, { kind }]) => kind === "duration" || !(name in knobs) || knobs[name] === wanted[name],
    ),
  );
  if (found === undefined) throw new EoflabError("BAD_RECORDING", `no recorded case of ${lab.id} fits`);
  const { knobs, ...recorded } = found;
  const known = Object.entries(knobs).filter(([name]) => name in lab.knobs);
  return { lab, knobs: { ...wanted, ...Object.fromEntries(known) }, goKnobs: knobs, recorded, go };
}

/** The facts of a recording. */
export async function factsOf(lab: Lab, recording: Recording): Promise<Facts> {
  const { url } = import.meta;
  const ending = url.slice(url.lastIndexOf("."));
  const { outcome } = (await import(new URL(`../../labs/${folderName(lab)}/cases${ending}`, url).href)) as {
    outcome: (recording: Recording) => Facts;
  };
  return outcome(recording);
}
