/**
 * What a lab's scenario stands on: a clock, a network, a recorder, and ways to serve, to ask and to let time pass.
 *
 * @module
 */

import type { Clock, Timer, VirtualClock } from "../clock.ts";
import { EoflabError } from "../errors.ts";
import { readAll } from "../http/body.ts";
import { Client } from "../http/client/client.ts";
import type { ClientResponse } from "../http/client/response.ts";
import { Server, type ServerOptions } from "../http/server/server.ts";
import { type Conn, formatAddr, type Network } from "../net/conn.ts";
import type { EventName, EventOf } from "../trace/events.ts";
import type { Recorder } from "../trace/recorder.ts";

/** Where a scenario listens. Labs never leave the machine. */
const loopback = "127.0.0.1";

/** The stage of one run. */
export class Stage<K> {
  readonly knobs: K;
  readonly clock: Clock;
  readonly network: Network;
  readonly #recorder: Recorder;
  /** The clock if it is virtual: then `pass` moves it. */
  readonly #virtual: VirtualClock | null;
  /** The servers that were started; each is closed at the end of the run. */
  readonly #servers: Server[] = [];
  /** What each of them is doing; settles when it has stopped listening. */
  readonly #serving: Promise<void>[] = [];
  /** The client's connections; each is closed at the end of the run. */
  readonly #dialled: Conn[] = [];
  /** The handlers that wait; each timer goes when it fires, and what is left is called off at the end of the run. */
  readonly #sleeping = new Set<Timer>();
  /** Set by end; what a scenario starts after it, because it was interrupted, ends at once. */
  #ended = false;
  readonly #client: Client;

  constructor(knobs: K, clock: Clock, virtual: VirtualClock | null, network: Network, recorder: Recorder) {
    this.knobs = knobs;
    this.clock = clock;
    this.network = network;
    this.#virtual = virtual;
    this.#recorder = recorder;
    this.#client = new Client({ network: this.#orderly(), trace: recorder, clock: this.clock });
  }

  /**
   * Starts a server on this machine.
   *
   * @param port 0 lets the system choose one
   * @returns its URL
   * @throws OpError EADDRINUSE, EACCES, NOT_PERMITTED
   */
  async serve(port: number, options: Omit<ServerOptions, "clock" | "trace">): Promise<string> {
    const listener = await this.network.listen({ host: loopback, port });
    if (this.#ended) {
      listener.close();
      throw over();
    }
    const server = new Server({ ...options, clock: this.clock, trace: this.#recorder });
    this.#servers.push(server);
    this.#serving.push(server.serve(listener).catch(() => {}));
    return `http://${formatAddr(listener.addr)}`;
  }

  /**
   * Asks for a URL as Go's http.Get does, reads the whole body, and reports what came of it. A request that fails
   * is a result, and is not thrown.
   *
   * @returns what closes the client's connection, if it is still open: it is idle then
   */
  async get(url: string): Promise<() => void> {
    let response: ClientResponse | null = null;
    try {
      response = await this.#client.get(url);
    } catch (err) {
      if (!(err instanceof EoflabError)) throw err;
      this.#recorder.emit("client.result", 1, { status: null, bytes: 0, sha256: null, error: err.message });
      return () => {};
    }
    const { status, body } = response;
    const { bytes, error } = await readAll(body);
    const sha256 = await sha256Hex(bytes);
    this.#recorder.emit("client.result", 1, {
      status,
      bytes: bytes.length,
      sha256,
      error: error?.message ?? null,
    });
    return () => this.#client.closeIdleConnections();
  }

  /** The handler's own waiting, which the recording shows. */
  async sleep(ms: number): Promise<void> {
    if (this.#ended) throw over();
    const done = new Promise<void>((resolve) => {
      const timer = this.clock.after(ms, () => {
        this.#sleeping.delete(timer);
        resolve();
      });
      this.#sleeping.add(timer);
    });
    this.#recorder.emit("handler.sleep", 1, { ms });
    await done;
    this.#recorder.emit("handler.wake", 1, {});
  }

  /** Waits until something has been reported, without looking at any time. */
  saw<E extends EventName>(name: E, is?: (event: EventOf<E>) => boolean): Promise<EventOf<E>> {
    return this.#recorder.saw(name, is);
  }

  /** Lets time pass. On a real clock there is nothing to do: what is waited for next takes its time. */
  async pass(ms: number): Promise<void> {
    await this.#virtual?.advance(ms);
  }

  /**
   * Ends what was started, so that nothing keeps the process alive after an interrupted run.
   *
   * @returns when nobody listens any more, and the ports are free again
   */
  async end(): Promise<void> {
    this.#ended = true;
    for (const timer of this.#sleeping) timer.cancel();
    for (const conn of this.#dialled) conn.close();
    for (const server of this.#servers) server.close();
    await Promise.all(this.#serving);
  }

  /**
   * The network, except that a connection counts as open when the server has accepted it, and not a moment
   * before: the kernel has both at once, and without this their order in the recording would be anyone's guess.
   */
  #orderly(): Network {
    const { network } = this;
    const recorder = this.#recorder;
    const opened = (conn: Conn): void => {
      if (this.#ended) conn.close();
      else this.#dialled.push(conn);
    };
    return {
      name: network.name,
      title: network.title,
      listen: (addr) => network.listen(addr),
      async dial(addr): Promise<Conn> {
        const conn = await network.dial(addr);
        opened(conn);
        const local = formatAddr(conn.localAddr);
        await recorder.saw("server.accept", (e) => e.addr === local);
        return conn;
      },
    };
  }
}

function over(): EoflabError {
  return new EoflabError("INTERRUPTED", "the run is over");
}

async function sha256Hex(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", bytes);
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
