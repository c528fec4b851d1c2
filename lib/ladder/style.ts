/**
 * How a ladder looks: its symbols and its colours. Colours come from outside; without them it is plain text.
 *
 * @module
 */

/** Puts a colour around a text, or nothing. */
export type Paint = (text: string) => string;

/** The colours of a ladder. */
export interface Palette {
  readonly dim: Paint;
  readonly bold: Paint;
  readonly bad: Paint;
  readonly good: Paint;
  readonly accent: Paint;
}

const asIs: Paint = (text) => text;

/** No colours. */
export const plain: Palette = { dim: asIs, bold: asIs, bad: asIs, good: asIs, accent: asIs };

/** The symbols of a ladder; each is one column wide. */
export interface Symbols {
  /** A lane, and a lane through which time passes. */
  readonly lane: string;
  readonly gap: string;
  /** Something that happened in a lane, and something that went wrong there. */
  readonly mark: string;
  readonly bad: string;
  /** A byte's way from lane to lane. */
  readonly line: string;
  readonly left: string;
  readonly right: string;
  /** A gauge: its ends, what is full and what is empty. */
  readonly gauge: readonly [open: string, full: string, empty: string, close: string];
  /** Outcomes side by side, each unlike its neighbour. */
  readonly shades: readonly string[];
  /** More of the same. */
  readonly more: string;
  /** Between the ports of a packet, in Wireshark's words. */
  readonly to: string;
}

export const unicode: Symbols = {
  lane: "│",
  gap: "┆",
  mark: "●",
  bad: "✗",
  line: "─",
  left: "◀",
  right: "▶",
  gauge: ["▕", "█", "░", "▏"],
  shades: ["░", "▒", "█"],
  more: "⋮",
  to: "→",
};

export const ascii: Symbols = {
  lane: "|",
  gap: ":",
  mark: "o",
  bad: "x",
  line: "-",
  left: "<",
  right: ">",
  gauge: ["[", "#", ".", "]"],
  shades: [".", "+", "#"],
  more: ":",
  to: "->",
};
