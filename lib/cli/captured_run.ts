/**
 * Running a lab while its packets are captured.
 *
 * @module
 */

import { systemClock, wallClock } from "../clock.ts";
import type { Lab } from "../lab/lab.ts";
import { type RunOptions, runLab } from "../lab/run.ts";
import { parseAddr } from "../net/conn.ts";
import { network } from "../net/platform.ts";
import type { Recording } from "../trace/recording.ts";
import { seconds } from "../trace/seconds.ts";
import { Capture } from "../wire/capture.ts";
import { mergePackets } from "../wire/merge.ts";
import type { Packet } from "../wire/packet.ts";
import { freePorts } from "../wire/ports.ts";
import { packetsIn } from "../wire/read_capture.ts";
import { checkFree, writeBytes } from "./write_file.ts";

/** How many servers a lab may have, and ports to spare if somebody takes one meanwhile. */
const portsOfARun = 4;

/** Where the capture goes. */
export interface CaptureOptions {
  /** The capture file to keep. */
  readonly write: string | undefined;
  /** Whether to write over one that is there. */
  readonly force: boolean;
}

/** A run with its packets. */
export interface CapturedRun {
  /** With the packets between the events. */
  readonly recording: Recording;
  readonly packets: readonly Packet[];
}

/**
 * Runs a lab and captures its packets, from before the first SYN until after the last ACK.
 *
 * @throws what runLab throws; EoflabError CANNOT_CAPTURE; UsageError when the file is there, or cannot be written
 */
export async function runCaptured(
  lab: Lab,
  options: RunOptions<Lab["knobs"]>,
  { write, force }: CaptureOptions,
): Promise<CapturedRun> {
  if (write !== undefined) await checkFree(write, force);
  const { transport } = options;
  const net = await network({ clock: systemClock, transport });
  const asked = Number("port" in options.knobs ? options.knobs.port : 0);
  const ports = asked === 0 ? await freePorts(net, portsOfARun) : [asked];
  const capture = await Capture.start(ports, net);
  try {
    const now = wallClock();
    const times: number[] = [];
    const onEvent = (): void => void times.push(now());
    const run = await runLab(lab, { ...options, ports, onEvent });
    const { file, program, dropped } = await capture.stop(portsOf(run));
    if (write !== undefined) await writeBytes(write, file, force);
    const packets = await packetsIn(file);
    return { recording: mergePackets(run, times, packets, { program, dropped }), packets };
  } finally {
    capture.kill();
  }
}

/** Where the servers of a run listened. */
function portsOf(run: Recording): number[] {
  return run.all("server.listen").map(({ addr }) => parseAddr(addr).port);
}

/** What is to be known of the packets of a run: how many, in which time, and what was not there. */
export function* aboutTheWire(recording: Recording): Generator<string> {
  const { capture, clock, runtime, transport } = recording.header;
  if (capture === undefined) return;
  const packets = recording.all("wire.packet");
  const lost = capture.dropped ? `; ${capture.dropped} were lost` : "";
  const took = seconds(Math.round(packets.at(-1)?.time ?? 0));
  yield `The wire: ${packets.length} packets, captured by ${capture.program}${lost}. In real time they took ${took}.`;
  if (clock.mode === "virtual") {
    yield "This run's time is virtual: what passes in the lab took no time on the wire, and kernels that probe a silent connection had no silence to probe. Add --real-time to let it pass.";
    return;
  }
  const probes = packets.filter(({ info }) => info.startsWith("[TCP Keep-Alive]")).length;
  yield `Keep-alive probes among them: ${probes}.`;
  if (runtime.name !== "Deno") return;
  yield transport === "Deno.listen"
    ? "Deno's sockets have keep-alive on, but Deno.listen and Deno.connect take no time for it: the system's own holds, on Linux two hours."
    : "node:net on Deno sets the silence before the first probe, and leaves the time from one to the next to the system: on Linux 75 s.";
}
