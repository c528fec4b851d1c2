/**
 * Knobs: the numbers of a lab that one may change, with what they allow.
 *
 * @module
 */

import { EoflabError } from "../errors.ts";

/** What a knob takes. Durations are in ms, sizes in bytes. */
export type KnobSpec =
  | {
      readonly kind: "duration" | "bytes" | "integer";
      readonly default: number;
      readonly min: number;
      readonly max: number;
      /** What it is, in half a line. */
      readonly help: string;
    }
  | { readonly kind: "switch"; readonly default: boolean; readonly help: string }
  | {
      readonly kind: "choice";
      readonly default: string;
      readonly of: readonly string[];
      readonly help: string;
    };

/** A lab's knobs by their names. */
export type KnobSpecs = Readonly<Record<string, KnobSpec>>;

/** The value of a knob. */
type ValueOf<T> = T extends { kind: "switch" } ? boolean : T extends { kind: "choice" } ? string : number;

/** The values of some knobs. */
export type KnobValues<S extends KnobSpecs> = { -readonly [K in keyof S]: ValueOf<S[K]> };

/** How many ms a unit of time has. */
const units: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

const switches: ReadonlyMap<string, boolean> = new Map([
  ["on", true],
  ["true", true],
  ["yes", true],
  ["off", false],
  ["false", false],
  ["no", false],
]);

/** The knobs at their defaults. */
export function defaults<S extends KnobSpecs>(specs: S): KnobValues<S> {
  return Object.fromEntries(
    Object.entries(specs).map(([name, spec]) => [name, spec.default]),
  ) as KnobValues<S>;
}

/**
 * Reads a value as somebody writes it: `10s`, `1m30s`, `200`, `4KiB`, `on`.
 *
 * @throws EoflabError INVALID_ARGUMENT: what was wrong, and what is allowed
 */
export function parseKnob(name: string, spec: KnobSpec, text: string): number | boolean | string {
  const value = parseValue(spec, text);
  const inRange =
    value !== null &&
    (typeof value !== "number" || !("min" in spec) || (value >= spec.min && value <= spec.max));
  if (!inRange) {
    throw new EoflabError("INVALID_ARGUMENT", `${name}=${text}: want ${describeAllowed(spec)}`);
  }
  return value;
}

function parseValue(spec: KnobSpec, text: string): number | boolean | string | null {
  switch (spec.kind) {
    case "duration":
      return parseDuration(text);
    case "bytes":
      return parseBytes(text);
    case "integer":
      return /^\d{1,10}$/.test(text) ? Number(text) : null;
    case "switch":
      return switches.get(text) ?? null;
    case "choice":
      return spec.of.includes(text) ? text : null;
  }
}

/** A duration in Go's form; 0 needs no unit. */
export function parseDuration(text: string): number | null {
  if (text === "0") return 0;
  if (!/^(\d+(\.\d+)?(ms|s|m|h))+$/.test(text)) return null;
  let ms = 0;
  for (const [, number, unit] of text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h)/g)) {
    ms += Number(number) * (units[unit ?? ""] ?? Number.NaN);
  }
  return Math.round(ms * 1000) / 1000;
}

function parseBytes(text: string): number | null {
  const match = /^(\d{1,10})(B|KB|KiB|MB|MiB)?$/.exec(text);
  const factor = { B: 1, KB: 1000, KiB: 1024, MB: 1_000_000, MiB: 1 << 20 }[match?.[2] ?? "B"];
  return match === null || factor === undefined ? null : Number(match[1]) * factor;
}

/** What a knob allows, for an error message and for help. */
export function describeAllowed(spec: KnobSpec): string {
  switch (spec.kind) {
    case "duration":
      return `a duration such as 500ms, 10s or 1m30s, from ${formatDuration(spec.min)} to ${formatDuration(spec.max)}`;
    case "bytes":
      return `a size such as 200 or 4KiB, from ${spec.min} to ${spec.max} bytes`;
    case "integer":
      return `a whole number from ${spec.min} to ${spec.max}`;
    case "switch":
      return "on or off";
    case "choice":
      return spec.of.join(" or ");
  }
}

/** Prints a value as `parseKnob` reads it. */
export function formatKnob(spec: KnobSpec, value: number | boolean | string): string {
  if (spec.kind === "duration") return formatDuration(Number(value));
  if (spec.kind === "switch") return value === true ? "on" : "off";
  return String(value);
}

/** Prints a duration shortly, and in seconds up to two minutes: `500ms`, `10s`, `60s`, `2m30s`, `1h`. */
export function formatDuration(ms: number): string {
  if (ms === 0) return "0s";
  if (ms < 1000) return `${ms}ms`;
  if (ms < 120_000) return `${Math.round(ms) / 1000}s`;
  const h = Math.floor(ms / 3_600_000);
  const m = Math.floor((ms % 3_600_000) / 60_000);
  const s = Math.round(ms % 60_000) / 1000;
  return `${h > 0 ? `${h}h` : ""}${m > 0 ? `${m}m` : ""}${s > 0 ? `${s}s` : ""}`;
}

/**
 * The knobs of a run: the defaults, over them a preset, over that what was set by hand.
 *
 * @param presets the lab's presets by name
 * @param preset the name of one of them
 * @param settings `name=value`, as they were written
 * @param nearest which of the names may have been meant, if any, for what is said of one that there is not
 * @throws EoflabError INVALID_ARGUMENT for an unknown knob or preset, a missing value, or one that is not allowed
 */
export function turnKnobs<S extends KnobSpecs>(
  specs: S,
  presets: Readonly<Record<string, Partial<KnobValues<S>>>>,
  preset: string | null,
  settings: readonly string[],
  nearest: Nearest = () => undefined,
): KnobValues<S> {
  const chosen = preset === null ? {} : Object.hasOwn(presets, preset) ? presets[preset] : undefined;
  if (chosen === undefined) throw unknownName("preset", preset ?? "", Object.keys(presets), nearest);
  const values: Record<string, number | boolean | string> = { ...defaults(specs), ...chosen };
  for (const setting of settings) {
    const at = setting.indexOf("=");
    const name = at === -1 ? setting : setting.slice(0, at);
    const spec = Object.hasOwn(specs, name) ? specs[name] : undefined;
    if (spec === undefined) throw unknownName("knob", name, Object.keys(specs), nearest);
    const text = at === -1 ? "" : setting.slice(at + 1);
    if (text === "") {
      throw new EoflabError(
        "INVALID_ARGUMENT",
        `${name} has no value: want ${name}=…, ${describeAllowed(spec)}`,
      );
    }
    values[name] = parseKnob(name, spec, text);
  }
  return values as KnobValues<S>;
}

type Nearest = (written: string, names: readonly string[]) => string | undefined;

function unknownName(what: string, written: string, names: readonly string[], nearest: Nearest): EoflabError {
  const meant = nearest(written, names);
  const all = names.join(", ");
  const hint = meant === undefined ? `this lab has ${all}` : `did you mean ${meant}? This lab has ${all}`;
  return new EoflabError("INVALID_ARGUMENT", `unknown ${what} ${written}: ${hint}`);
}
