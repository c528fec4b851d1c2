/**
 * What a comparison came to, without its recordings: what is printed, kept as JSON, and made into pages.
 *
 * @module
 */

import { formatKnob } from "../lab/knob.ts";
import { parseRecording } from "../trace/recording.ts";
import type { ClientCell } from "./clients/run_client.ts";
import type { LabRow, Present } from "./matrix.ts";
import type { Presence } from "./presence.ts";
import type { Verdict } from "./verdict.ts";
import { type Words, wordsOf } from "./words.ts";

/** Who was compared. */
export interface Target {
  readonly id: string;
  readonly title: string;
  /** `null`: it was not here. */
  readonly version: string | null;
  /** How it is had, or what is wrong with it, where it was not here. */
  readonly install: string | null;
  /** Where it is, if that was said. */
  readonly program?: string;
}

/** A server's cell. */
export interface ReportCell {
  readonly target: string;
  readonly verdict: Verdict;
  readonly because: readonly string[];
  readonly words: Words | null;
  /** What the scenario did not wait for any longer, because this server does not tell it. */
  readonly untold: readonly string[];
}

/** A client's cell: its own words. */
export interface ReportClientCell {
  readonly target: string;
  /** `null`: there are none, and why is in `because`. */
  readonly words: string | null;
  readonly because: string | null;
  /** Whether it was asked, and nothing came of it. */
  readonly failed?: true;
}

/** A lab. */
export interface ReportLab {
  readonly number: number;
  readonly id: string;
  readonly title: string;
  /** As one writes them. */
  readonly knobs: string;
  /** Whose facts the others were held against. */
  readonly reference: string;
  readonly servers: readonly ReportCell[];
  readonly clients: readonly ReportClientCell[];
}

/** All of it. */
export interface Report {
  readonly servers: readonly (Target & { readonly nearest: Readonly<Record<string, string | null>> })[];
  readonly clients: readonly Target[];
  readonly labs: readonly ReportLab[];
}

/** Puts it together. */
export function reportOf(
  rows: readonly LabRow[],
  found: readonly Present[],
  clients: readonly Target[],
  clientCells: readonly ClientCell[],
): Report {
  return {
    servers: found.map(({ server, presence }) => ({
      ...targetOf({ ...server, ...(server.other && { program: server.other.program }) }, presence),
      nearest: { ...server.nearest },
    })),
    clients,
    labs: rows.map(({ setting: { lab, knobs }, reference, cells }) => ({
      number: lab.number,
      id: lab.id,
      title: lab.title,
      knobs: Object.entries(lab.knobs)
        .filter(([name, spec]) => knobs[name] !== spec.default || spec.kind === "duration")
        .map(([name, spec]) => `${name}=${formatKnob(spec, knobs[name] as never)}`)
        .join(" "),
      reference: reference.title,
      servers: cells.map(({ target, verdict, because, facts, recording, untold }) => ({
        target,
        verdict,
        because,
        words: facts === null ? null : wordsOf(facts, recording === null ? null : parseRecording(recording)),
        untold,
      })),
      clients: clientCells
        .filter((cell) => cell.lab === lab.id)
        .map(({ target, words, reason, failed }) => ({
          target,
          words,
          because: reason,
          ...(failed && { failed }),
        })),
    })),
  };
}

/** A target, by what was found of it. */
export function targetOf(
  { id, title, program }: { readonly id: string; readonly title: string; readonly program?: string },
  presence: Presence,
): Target {
  const where = program === undefined ? {} : { program };
  if (presence.present) return { id, title, version: presence.version, install: null, ...where };
  return { id, title, version: null, install: presence.broken ?? presence.install, ...where };
}

/** A target's title with its version. */
export function titleOf(targets: readonly Target[], id: string): string {
  const target = targets.find((one) => one.id === id);
  if (target === undefined) return id;
  return target.version === null ? target.title : `${target.title} ${target.version}`;
}
