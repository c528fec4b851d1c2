/**
 * What a recording is a run of, in words.
 *
 * @module
 */

import { formatKnob } from "../lab/knob.ts";
import type { Lab } from "../lab/lab.ts";
import { printable } from "../ladder/printable.ts";
import type { ClockMode, Recording } from "../trace/recording.ts";

/** What a recording is a run of. */
export interface RunWords {
  /** `01 silent-eof: the client gets EOF`; only the name where this eoflab does not have the lab. */
  readonly title: string;
  /** `Node 22.0.0, node:net, virtual clock`. */
  readonly ranOn: string;
  /** The knobs as `--set` takes them, where the lab is known. */
  readonly settings: string;
}

/** @param lab the recording's lab, if this eoflab has it */
export function describeRun(lab: Lab | undefined, { header }: Recording): RunWords {
  const { runtime, transport, clock, knobs } = header;
  const settings = Object.entries(knobs).map(([name, value]) => {
    const spec = lab?.knobs[name];
    return `${name}=${spec === undefined ? value : formatKnob(spec, value)}`;
  });
  return {
    title: printable(
      lab === undefined ? header.lab : `${String(lab.number).padStart(2, "0")} ${lab.id}: ${lab.title}`,
    ),
    ranOn: printable(`${runtime.name} ${runtime.version}, ${transport}, ${clockWords(clock)}`),
    settings: printable(settings.join(" ")),
  };
}

/** How time went. */
export function clockWords({ mode, speed }: ClockMode): string {
  if (mode === "virtual") return "virtual clock";
  return speed === 1 ? "real time" : `${speed} times as fast`;
}
