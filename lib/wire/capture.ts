/**
 * A capture of the packets of some ports on the loopback interface: ready before the first packet, and stopped after the
 * last one.
 *
 * @module
 */

import { concatBytes } from "../bytes.ts";
import { systemClock } from "../clock.ts";
import { EoflabError } from "../errors.ts";
import type { Network } from "../net/conn.ts";
import { type LiveRecord, LiveRecords } from "./live_records.ts";
import { Marks, markLength } from "./marks.ts";
import { notHere, programs, Sniffer } from "./sniffer.ts";
import { flag } from "./tcp_segment.ts";

/** What was captured. */
export interface Captured {
  /** The capture as a pcap file. */
  readonly file: Uint8Array;
  /** How many packets it has. */
  readonly packets: number;
  /** How many packets the kernel could not hand over in time: 0 if all are there, `null` if nobody says. */
  readonly dropped: number | null;
  /** What captured: `tcpdump`, `dumpcap`. */
  readonly program: string;
}

/** How long a mark may take to come back, in ms. */
const patience = 5000;
/** How long to look for a mark before the next one is sent, in ms. */
const interval = 20;
/** How long the last packets of connections that are not closed are waited for, in ms. */
const lastPackets = 1000;
/** More than this is not kept, in bytes. */
const most = 256 * 2 ** 20;

/** What is kept of a packet. */
interface Kept {
  readonly bytes: Uint8Array;
  readonly sourcePort: number;
  readonly destinationPort: number;
  readonly flags: number;
}

/** A capture under way. */
export class Capture {
  readonly #ports: ReadonlySet<number>;
  readonly #marks: Marks;
  /** Set by start. */
  #sniffer: Sniffer | null = null;
  #stream = new LiveRecords();
  /** The packets of the ports; grows. */
  readonly #records: Kept[] = [];
  /** How many bytes they are. */
  #size = 0;
  /** Marks that were seen, as text; each leaves when it was waited for. */
  readonly #seen = new Set<string>();
  /** Why it failed, if it did. */
  #failure: EoflabError | null = null;

  private constructor(ports: readonly number[], marks: Marks) {
    this.#ports = new Set(ports);
    this.#marks = marks;
  }

  /**
   * Starts to capture.
   *
   * @param ports the servers' ports
   * @returns when packets are captured, as was seen from one of its own
   * @throws EoflabError CANNOT_CAPTURE: there is no program for it, or it may not; the message says what to do
   */
  static async start(ports: readonly number[], network: Network): Promise<Capture> {
    const capture = new Capture(ports, await Marks.open(network));
    try {
      await capture.#start();
      return capture;
    } catch (err) {
      capture.kill();
      throw err;
    }
  }

  async #start(): Promise<void> {
    const filter = [...this.#ports, this.#marks.port].map((port) => `tcp port ${port}`).join(" or ");
    const events = {
      data: (chunk: Uint8Array) => this.#take(chunk),
      failed: (err: EoflabError) => this.#fail(err),
    };
    let first: unknown = null;
    for (const program of programs) {
      try {
        this.#failure = null;
        this.#stream = new LiveRecords();
        this.#sniffer = await Sniffer.start(program, filter, events);
        if (this.#sniffer === null) continue;
        await this.#marks.connect();
        await this.#mark();
        return;
      } catch (err) {
        // What the first one said is told, if no other can.
        first ??= err;
        this.#sniffer?.kill();
      }
    }
    throw first ?? notHere();
  }

  /** Sends marks until one has come back through the sniffer: then it runs, and has written what came before. */
  async #mark(): Promise<void> {
    for (let waited = 0; waited < patience; waited += interval) {
      const mark = (await this.#marks.send()).join();
      for (let n = 0; n < interval; n++) {
        if (this.#failure !== null) throw this.#failure;
        if (this.#seen.delete(mark)) return;
        await systemClock.sleep(1);
      }
    }
    throw new EoflabError(
      "CANNOT_CAPTURE",
      `${this.#sniffer?.name} runs, but has not captured a packet of this machine's own in ${patience / 1000} s`,
    );
  }

  /**
   * Stops, when the last packet has been captured: each connection is over, and a mark that was sent after that is seen.
   *
   * @param used the ports on which somebody has listened: what went over the others was somebody else's
   * @throws EoflabError CANNOT_CAPTURE: the program has ended before
   */
  async stop(used: readonly number[]): Promise<Captured> {
    const ports = new Set(used);
    const ours = (): Kept[] =>
      this.#records.filter((r) => ports.has(r.sourcePort) || ports.has(r.destinationPort));
    try {
      await this.#mark();
      for (let waited = 0; !allOver(ours(), ports) && waited < lastPackets; waited += interval) {
        await systemClock.sleep(interval);
        await this.#mark();
      }
      const dropped = (await this.#sniffer?.stop()) ?? null;
      const records = ours();
      const file = concatBytes([
        this.#stream.header ?? new Uint8Array(),
        ...records.map(({ bytes }) => bytes),
      ]);
      return { file, packets: records.length, dropped, program: this.#sniffer?.name ?? "" };
    } finally {
      this.kill();
    }
  }

  /** Ends everything at once; what was captured is lost. */
  kill(): void {
    this.#sniffer?.kill();
    this.#marks.close();
  }

  #take(chunk: Uint8Array): void {
    if (this.#failure !== null) return;
    try {
      for (const record of this.#stream.take(chunk)) this.#keep(record);
    } catch (err) {
      this.#fail(err as EoflabError);
    }
  }

  #keep({ bytes, segment }: LiveRecord): void {
    if (segment === null) return;
    const { sourcePort, destinationPort, flags } = segment;
    if ([sourcePort, destinationPort].includes(this.#marks.port)) {
      this.#seen.add(segment.payload.slice(-markLength).join());
      return;
    }
    this.#size += bytes.length;
    if (this.#size > most)
      throw new EoflabError("CANNOT_CAPTURE", `more than ${most / 2 ** 20} MB were captured`);
    this.#records.push({ bytes, sourcePort, destinationPort, flags });
  }

  #fail(err: EoflabError): void {
    this.#failure ??= err;
  }
}

/** Whether each connection is over: by RST, or by the acknowledgement that follows both FINs. */
function allOver(records: readonly Kept[], servers: ReadonlySet<number>): boolean {
  /** The connections that are not, by their ports, with the ends that have sent a FIN. */
  const open = new Map<string, Set<number>>();
  for (const { sourcePort, destinationPort, flags } of records) {
    const ends = [sourcePort, destinationPort];
    const key = (servers.has(sourcePort) ? ends.reverse() : ends).join();
    const finished = open.get(key);
    if (flags & flag.rst) open.delete(key);
    else if (flags & flag.syn) open.set(key, new Set());
    else if (flags & flag.fin) finished?.add(sourcePort);
    else if (finished?.size === 2) open.delete(key);
  }
  return open.size === 0;
}
