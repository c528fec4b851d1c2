/**
 * What the stepper's screen is made from.
 *
 * @module
 */

import type { Walk } from "../../lab/walk.ts";
import type { Palette, Symbols } from "../../ladder/style.ts";
import type { Recording } from "../../trace/recording.ts";

/** How it is drawn, and how much room there is. */
export interface ViewStyle {
  readonly columns: number;
  readonly rows: number;
  readonly symbols: Symbols;
  readonly palette: Palette;
}

/** What is on the screen. */
export type Mode =
  | { readonly kind: "walk" }
  /** The bytes of the current event, the whole ladder so far, or the help; `top` lines are scrolled away. */
  | { readonly kind: "bytes" | "ladder" | "help"; readonly top: number }
  /** A knob is being typed, as `name=value`. */
  | { readonly kind: "knob"; readonly typed: string; readonly error: string | null }
  /** A knob was changed: what differs from the run before. */
  | { readonly kind: "changed"; readonly top: number };

/** Everything that the screen shows. */
export interface Shown {
  readonly walk: Walk;
  /** The run before, if a knob was changed. */
  readonly before: Recording | null;
  readonly mode: Mode;
  /** What is typed as the answer to a question for a number, or the choice that is chosen. */
  readonly typed: string;
  /** How many hints of the question are shown. */
  readonly hints: number;
  /** What was wrong with the last key; `null` if nothing. */
  readonly complaint: string | null;
  /** How far the summary at the end is scrolled. */
  readonly top: number;
}
