/**
 * Marks in a capture: packets of our own, by which one knows that the capture runs, and how far it has come.
 *
 * They go over a connection of their own. It does a second thing: when this process is killed, the kernel closes its
 * pipes and then its sockets. So the FIN of this connection is a packet that the sniffer can write to nobody any more,
 * and it ends.
 *
 * @module
 */

import type { Conn, Listener, Network } from "../net/conn.ts";

const host = "127.0.0.1";

/** A mark is this long, in bytes. */
const length = 16;

/** A connection from this process to itself. */
export class Marks {
  readonly port: number;
  readonly #listener: Listener;
  readonly #network: Network;
  #here: Conn | null = null;
  #there: Conn | null = null;

  private constructor(network: Network, listener: Listener) {
    this.#network = network;
    this.#listener = listener;
    this.port = listener.addr.port;
  }

  /** Listens, so that the port is known before the sniffer is started. */
  static async listen(network: Network): Promise<Marks> {
    return new Marks(network, await network.listen({ host, port: 0 }));
  }

  /** Connects, or connects anew: after a sniffer was started, so that its pipe is closed before this connection. */
  async connect(): Promise<void> {
    this.#disconnect();
    const [here, there] = await Promise.all([
      this.#network.dial(this.#listener.addr),
      this.#listener.accept(),
    ]);
    [this.#here, this.#there] = [here, there];
  }

  /**
   * Sends a mark.
   *
   * @returns its bytes, when it has arrived
   */
  async send(): Promise<Uint8Array> {
    const mark = crypto.getRandomValues(new Uint8Array(length));
    await this.#here?.write(mark);
    const into = new Uint8Array(length);
    for (let n = 0; n < length; ) n += (await this.#there?.read(into.subarray(n))) ?? length;
    return mark;
  }

  close(): void {
    this.#disconnect();
    this.#listener.close();
  }

  #disconnect(): void {
    this.#here?.close();
    this.#there?.close();
  }
}
