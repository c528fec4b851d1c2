/**
 * Deno.serve in the place of eoflab's server. It has no time limits to set, and tells of a connection only when it hands
 * over a request.
 *
 * @module
 */

import type { ServerOptions } from "../../http/server/server.ts";
import type { ExchangedServer } from "../../lab/exchange.ts";
import { type Addr, formatAddr } from "../../net/conn.ts";
import { answer, type FetchRequest } from "./fetch_answer.ts";
import { orAborted } from "./or_aborted.ts";
import { RequestNumbers } from "./request_numbers.ts";

interface DenoServer {
  readonly addr: { readonly hostname: string; readonly port: number };
  shutdown(): Promise<void>;
}

interface DenoServe {
  serve(
    options: { hostname: string; port: number; signal: AbortSignal; onListen: () => void },
    handler: (r: FetchRequest, info: { remoteAddr: { hostname: string; port: number } }) => Promise<Response>,
  ): DenoServer;
}

/** The server. */
export class DenoServeServer implements ExchangedServer {
  readonly #options: ServerOptions;
  readonly #stop = new AbortController();
  readonly #numbers: RequestNumbers;
  #server: DenoServer | null = null;
  #isShutDown = false;
  readonly #onShutdown: (() => void | Promise<void>)[] = [];

  constructor(options: ServerOptions) {
    this.#options = options;
    this.#numbers = new RequestNumbers(options.trace);
  }

  async listen(port: number): Promise<Addr> {
    const { Deno: deno } = globalThis as unknown as { Deno: DenoServe };
    const { signal } = this.#stop;
    const settings = { hostname: "127.0.0.1", port, signal, onListen: () => {} };
    this.#server = deno.serve(settings, (r, { remoteAddr }) => {
      const addr = formatAddr({ host: remoteAddr.hostname, port: remoteAddr.port });
      return answer(this.#options, r, addr, this.#numbers.of(addr));
    });
    const { hostname, port: taken } = this.#server.addr;
    this.#options.trace?.emit("server.listen", 0, { addr: `${hostname}:${taken}` });
    return { host: hostname, port: taken };
  }

  registerOnShutdown(fn: () => void | Promise<void>): void {
    this.#onShutdown.push(fn);
  }

  async shutdown(signal?: AbortSignal): Promise<void> {
    for (const fn of this.#onShutdown) void fn();
    this.#isShutDown = true;
    if (this.#server !== null) await orAborted(this.#server.shutdown(), signal);
  }

  close(): void {
    // Deno fails where both are done.
    if (!this.#isShutDown) this.#stop.abort();
  }
}
