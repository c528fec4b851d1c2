/**
 * Bun.serve in the place of eoflab's server. Its one time limit is idleTimeout, in whole seconds; it tells of a connection
 * only when it hands over a request.
 *
 * @module
 */

import type { ServerOptions } from "../../http/server/server.ts";
import type { ExchangedServer } from "../../lab/exchange.ts";
import { type Addr, formatAddr } from "../../net/conn.ts";
import { answer, type FetchRequest } from "./fetch_answer.ts";
import { orAborted } from "./or_aborted.ts";
import { RequestNumbers } from "./request_numbers.ts";

interface BunServer {
  readonly port: number;
  stop(closeActive: boolean): Promise<void>;
  requestIP(r: FetchRequest): { address: string; port: number } | null;
}

interface BunServe {
  serve(options: {
    hostname: string;
    port: number;
    idleTimeout: number;
    fetch: (r: FetchRequest, server: BunServer) => Promise<Response>;
  }): BunServer;
}

/** The server. */
export class BunServeServer implements ExchangedServer {
  readonly #options: ServerOptions;
  readonly #numbers: RequestNumbers;
  #server: BunServer | null = null;
  readonly #onShutdown: (() => void | Promise<void>)[] = [];

  constructor(options: ServerOptions) {
    this.#options = options;
    this.#numbers = new RequestNumbers(options.trace);
  }

  async listen(port: number): Promise<Addr> {
    const { Bun: bun } = globalThis as unknown as { Bun: BunServe };
    const { idleTimeout = 0, readTimeout = 0 } = this.#options;
    const hostname = "127.0.0.1";
    this.#server = bun.serve({
      hostname,
      port,
      idleTimeout: Math.min(255, Math.ceil((idleTimeout || readTimeout) / 1000)),
      fetch: (r, server) => {
        const from = server.requestIP(r);
        const addr = formatAddr({ host: from?.address ?? "", port: from?.port ?? 0 });
        return answer(this.#options, r, addr, this.#numbers.of(addr));
      },
    });
    this.#options.trace?.emit("server.listen", 0, { addr: `${hostname}:${this.#server.port}` });
    return { host: hostname, port: this.#server.port };
  }

  registerOnShutdown(fn: () => void | Promise<void>): void {
    this.#onShutdown.push(fn);
  }

  async shutdown(signal?: AbortSignal): Promise<void> {
    for (const fn of this.#onShutdown) void fn();
    if (this.#server !== null) await orAborted(this.#server.stop(false), signal);
  }

  close(): void {
    void this.#server?.stop(true);
  }
}
