/**
 * Runs a lab for many values of one of its knobs, and finds the values at which the outcome changes.
 *
 * @module
 */

import type { TransportName } from "../net/platform.ts";
import type { Recording } from "../trace/recording.ts";
import type { KnobSpecs, KnobValues } from "./knob.ts";
import type { Lab } from "./lab.ts";
import { runLab } from "./run.ts";

/** What of a lab is worth sweeping. */
export interface Sweep {
  /** The knob; its values are whole numbers. */
  readonly knob: string;
  /** The first and the last value. */
  readonly from: number;
  readonly to: number;
  /** What happened, in words, without what merely grows with the value. */
  readonly shapeOf: (recording: Recording) => string;
}

/** A run of neighbouring values whose outcome has the same shape. */
export interface Stretch {
  readonly from: number;
  readonly shape: string;
}

/** What a sweep found. */
export interface Swept {
  /** The first stretch begins at the sweep's `from`, each further one where the outcome changes. */
  readonly stretches: readonly Stretch[];
  /** How many runs it took. */
  readonly runs: number;
}

export interface SweepOptions {
  /** What carries the bytes; the runtime's own unless set. */
  readonly transport?: TransportName;
  /** Aborted, the sweep ends. */
  readonly signal?: AbortSignal;
}

/** Into how many steps the range is cut before bisection. */
const steps = 64;

/**
 * How many runs go on at the same time, each with a server of its own. All of them listen to one signal, of which
 * Node warns when they are more than ten.
 */
const atOnce = 8;

/**
 * Sweeps a lab's knob on the virtual clock. Values are tried at even steps, and between two whose outcomes differ the
 * first that differs is found by bisection: exactly, and all of them between those two that each have a shape of
 * their own. A stretch that lies between two steps with the same shape on either side is not found.
 *
 * @param knobs the lab's other knobs
 * @throws EoflabError as `runLab`
 */
export async function sweepLab<S extends KnobSpecs>(
  lab: Lab<S>,
  { knob, from, to, shapeOf }: Sweep,
  knobs: KnobValues<S>,
  options: SweepOptions = {},
): Promise<Swept> {
  const shapes = new Map<number, string>();
  const tryAll = async (values: readonly number[]): Promise<void> => {
    for (let i = 0; i < values.length; i += atOnce) {
      const some = values.slice(i, i + atOnce).map(async (value) => {
        const turned = { ...knobs, [knob]: value };
        const clock = { mode: "virtual", speed: 1 } as const;
        shapes.set(value, shapeOf(await runLab(lab, { ...options, knobs: turned, clock })));
      });
      await Promise.all(some);
    }
  };
  const differ = ([low, high]: Range): boolean => shapes.get(low) !== shapes.get(high);

  const sampled = evenly(from, to);
  await tryAll(sampled);
  let open = neighbours(sampled).filter(differ);
  const bounds: number[] = [];
  while (open.length > 0) {
    bounds.push(...open.filter(isOne).map(([, high]) => high));
    const wide = open.filter((range) => !isOne(range));
    await tryAll(wide.map(middle));
    open = wide.flatMap(([low, high]) => neighbours([low, middle([low, high]), high])).filter(differ);
  }
  const starts = [from, ...bounds.sort((a, b) => a - b)];
  return {
    stretches: starts.map((start) => ({ from: start, shape: shapes.get(start) ?? "" })),
    runs: shapes.size,
  };
}

/** Two values, the lower one first. */
type Range = readonly [low: number, high: number];

const middle = ([low, high]: Range): number => (low + high) >>> 1;

/** Whether the two are next to each other. */
const isOne = ([low, high]: Range): boolean => high - low === 1;

function neighbours(values: readonly number[]): Range[] {
  return values.slice(1).map((high, i): Range => [values[i] ?? high, high]);
}

/** The ends of a range, and values between them. */
function evenly(from: number, to: number): number[] {
  const step = Math.max(1, Math.ceil((to - from) / steps));
  const values: number[] = [];
  for (let value = from; value < to; value += step) values.push(value);
  return [...values, to];
}
