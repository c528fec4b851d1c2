/**
 * Marks in a capture: packets of our own, by which one knows that the capture runs, and how far it has come.
 *
 * They go over connections of their own, from this process to itself, which do a second thing: when the process is
 * killed, the kernel closes its pipes and its sockets. A FIN that comes after the sniffer's pipe is closed is a packet
 * that the sniffer can write to nobody, and it ends (SIGPIPE). Linux closes what was opened last first (task_work_run),
 * others the other way: so there is one connection from before the sniffer was started and one from after that.
 *
 * @module
 */

import type { Conn, Listener, Network } from "../net/conn.ts";

const host = "127.0.0.1";

/** A mark is this long, in bytes. */
export const markLength = 16;

/** Connections from this process to itself. */
export class Marks {
  readonly port: number;
  readonly #listener: Listener;
  readonly #network: Network;
  /** Both ends of each; grows with connect. */
  readonly #ends: (readonly [here: Conn, there: Conn])[] = [];

  private constructor(network: Network, listener: Listener) {
    this.#network = network;
    this.#listener = listener;
    this.port = listener.addr.port;
  }

  /** Listens, so that the port is known before the sniffer is started, and connects once. */
  static async open(network: Network): Promise<Marks> {
    const marks = new Marks(network, await network.listen({ host, port: 0 }));
    await marks.connect();
    return marks;
  }

  /** Connects once more. */
  async connect(): Promise<void> {
    const { addr } = this.#listener;
    this.#ends.push(await Promise.all([this.#network.dial(addr), this.#listener.accept()]));
  }

  /**
   * Sends a mark.
   *
   * @returns its bytes, when it has arrived
   */
  async send(): Promise<Uint8Array> {
    const mark = crypto.getRandomValues(new Uint8Array(markLength));
    const into = new Uint8Array(markLength);
    for (const [here, there] of this.#ends.slice(-1)) {
      await here.write(mark);
      for (let n = 0; n < markLength; ) n += (await there.read(into.subarray(n))) ?? markLength;
    }
    return mark;
  }

  close(): void {
    for (const end of this.#ends.flat()) end.close();
    this.#listener.close();
  }
}
