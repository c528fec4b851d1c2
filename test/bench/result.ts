/**
 * All that one run of the bench has measured; what is written as JSON.
 *
 * @module
 */

import type { ByteSeries } from "./byte_by_byte.ts";
import type { Memory, Row } from "./compare.ts";
import type { Growth } from "./growth.ts";
import type { LabTimes, Start } from "./start.ts";
import type { Tracing } from "./tracing.ts";

export interface Result {
  /** Whether it was ended early: then there is only what was finished. */
  readonly interrupted: boolean;
  readonly machine: string;
  /** What made the load, and what must be known of it. */
  readonly load: { readonly program: string; readonly note: string | null };
  readonly rounds: number;
  readonly seconds: number;
  /** The servers that were chosen and are not installed. */
  readonly missing: readonly string[];
  readonly rows: readonly Row[];
  readonly memory: readonly Memory[];
  readonly growths: readonly Growth[];
  readonly bytes: readonly ByteSeries[];
  readonly start: Start | null;
  readonly labs: readonly LabTimes[];
  readonly tracing: Tracing | null;
}

/** What is known before anything is measured. */
type Setting = Pick<Result, "machine" | "load" | "rounds" | "seconds">;

/** The result of a bench that has measured nothing yet. */
export function nothingYet(setting: Setting): Growing {
  return {
    interrupted: false,
    ...setting,
    missing: [],
    rows: [],
    memory: [],
    growths: [],
    bytes: [],
    start: null,
    labs: [],
    tracing: null,
  };
}

/** A result to which is added what is finished, part by part. */
export type Growing = {
  -readonly [K in keyof Result]: Result[K] extends readonly (infer T)[] ? T[] : Result[K];
};
