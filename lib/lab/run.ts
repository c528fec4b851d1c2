/**
 * Runs a lab and gives the recording.
 *
 * @module
 */

import { type Clock, fastClock, systemClock, VirtualClock } from "../clock.ts";
import { EoflabError } from "../errors.ts";
import { network, runtime, type TransportName } from "../net/platform.ts";
import type { EventName, TraceEvent } from "../trace/events.ts";
import { Recorder } from "../trace/recorder.ts";
import { type ClockMode, Recording, type RecordingHeader } from "../trace/recording.ts";
import type { Exchange } from "./exchange.ts";
import type { KnobSpecs, KnobValues } from "./knob.ts";
import type { Lab } from "./lab.ts";
import { Stage } from "./stage.ts";

/** How a lab is run. */
export interface RunOptions<S extends KnobSpecs> {
  readonly knobs: KnobValues<S>;
  readonly clock: ClockMode;
  /** What carries the bytes; the runtime's own unless set. */
  readonly transport?: TransportName;
  /** Aborted, the run ends, and everything that it opened is closed. */
  readonly signal?: AbortSignal;
  /** How long nothing may happen beyond the lab's own time, in ms of the machine's clock; 20 s unless set. */
  readonly patience?: number;
  /** Ports of which a server takes one where the lab leaves the choice to the system: whoever captures must know them. */
  readonly ports?: readonly number[];
  /** Called with each event, when it is reported. */
  readonly onEvent?: (event: TraceEvent) => void;
  /** What stands in the place of the lab's server or client. */
  readonly exchange?: Exchange;
  /** How long nothing may happen, the lab's own time included, in ms of the machine's clock; instead of `patience`. */
  readonly silence?: number;
}

/** A run that may not have come to its end. */
export interface PartialRun {
  readonly recording: Recording;
  /** Why it did not come to its end; `null` if it did. */
  readonly error: unknown;
  /** What the scenario waited for then. */
  readonly waitedFor: readonly EventName[];
  /** What another server in the place of the lab's did not tell, though the scenario asked for it. */
  readonly untold: readonly EventName[];
}

/**
 * Runs a lab once.
 *
 * @throws EoflabError INVALID_ARGUMENT when the knobs do not go together; STUCK when the run does not end;
 *   INTERRUPTED when `signal` was aborted; OpError when the port is taken, say
 */
export async function runLab<S extends KnobSpecs>(lab: Lab<S>, options: RunOptions<S>): Promise<Recording> {
  const { recording, error } = await runAsFar(lab, options);
  if (error !== null) throw error;
  return recording;
}

/**
 * Runs a lab once, as far as it goes: a server that is not eoflab's may never tell what the scenario waits for.
 *
 * @throws INVALID_ARGUMENT when the knobs do not go together
 */
export async function runAsFar<S extends KnobSpecs>(
  lab: Lab<S>,
  options: RunOptions<S>,
): Promise<PartialRun> {
  const { knobs } = options;
  const conflict = lab.conflict?.(knobs) ?? null;
  if (conflict !== null) throw new EoflabError("INVALID_ARGUMENT", conflict);
  if (options.signal?.aborted) throw interrupted();
  const virtual = options.clock.mode === "virtual" ? new VirtualClock() : null;
  const clock: Clock = virtual ?? fastClock(options.clock.speed);
  const net = await network(
    options.transport === undefined ? { clock } : { clock, transport: options.transport },
  );
  const recorder = new Recorder(clock, options.onEvent);
  const stage = new Stage(knobs, clock, virtual, net, recorder, options.ports, options.exchange);
  const watch = watchdog(recorder, limit(lab, options), options.signal);
  let error: unknown = null;
  const scenario = lab.scenario(stage);
  // What is left of it when it is given up, fails unheard.
  scenario.catch(() => {});
  try {
    await Promise.race([scenario, watch.failed, stage.refused]);
  } catch (err) {
    error = err;
  }
  watch.stop();
  const { waitedFor } = recorder;
  // A copy: what the end of the stage still reports is no part of the run.
  const recording = new Recording(header(lab, options, net.title), [...recorder.events]);
  await stage.end();
  return { recording, error, waitedFor, untold: stage.untold };
}

function header<S extends KnobSpecs>(
  lab: Lab<S>,
  options: RunOptions<S>,
  transport: string,
): RecordingHeader {
  const { knobs, clock } = options;
  const seed = "seed" in knobs ? Number(knobs.seed) : 0;
  return {
    eoflab: "recording",
    version: 1,
    lab: lab.id,
    knobs,
    runtime: runtime(),
    transport,
    clock,
    seed,
  };
}

/** How long nothing may happen in the run, in ms of the machine's clock. */
function limit<S extends KnobSpecs>(
  lab: Lab<S>,
  { knobs, clock, patience = 20_000, silence }: RunOptions<S>,
): number {
  if (silence !== undefined) return silence;
  return clock.mode === "virtual" ? patience : patience + lab.runTime(knobs) / clock.speed;
}

/**
 * Fails when a run hangs or is interrupted: a lab ends, one way or the other. One that is only slow is let be; on a
 * busy machine its clock may have run on for long before what has arrived is looked at.
 */
function watchdog(
  recorder: Recorder,
  ms: number,
  signal: AbortSignal | undefined,
): { failed: Promise<never>; stop: () => void } {
  let fail: (err: EoflabError) => void = () => {};
  const failed = new Promise<never>((_, reject) => {
    fail = reject;
  });
  failed.catch(() => {});
  const onAbort = (): void => fail(interrupted());
  signal?.addEventListener("abort", onAbort);
  if (signal?.aborted) onAbort();
  let seen = 0;
  const look = (): void => {
    const { length } = recorder.events;
    if (length > seen) {
      seen = length;
      timer = systemClock.after(ms, look);
    } else {
      const last = recorder.events.at(-1)?.name ?? "nothing";
      fail(new EoflabError("STUCK", `the run did not end; the last that happened was ${last}`));
    }
  };
  let timer = systemClock.after(ms, look);
  const stop = (): void => {
    timer.cancel();
    signal?.removeEventListener("abort", onAbort);
  };
  return { failed, stop };
}

function interrupted(): EoflabError {
  return new EoflabError("INTERRUPTED", "the run was interrupted");
}
