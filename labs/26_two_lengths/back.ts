/**
 * The server behind the relay of lab 26's exercise, and the one connection to it that all requests share.
 *
 * @module
 */

import { readAnswer } from "../../lib/lab/raw_answer.ts";
import type { Stage } from "../../lib/lab/stage.ts";
import { BufioReader, type Handler, RawClient, readAll, Server } from "../../lib/mod.ts";

/** An answer, as the relay has it from behind. */
export interface Answer {
  readonly status: number;
  readonly body: Uint8Array;
}

/** What the server behind has seen of a request, and answers with. */
export function account(method: string, path: string, body: Uint8Array): string {
  const sum = body.reduce((total, byte) => total + byte, 0);
  return `${method} ${path}: ${body.length} bytes, sum ${sum}`;
}

/** The server behind. Each request that it finds in what comes is a line of the log. */
export class Back {
  readonly #connect: () => Promise<RawClient>;
  /** The connection and what was read ahead on it; `null` before the first request, and when it has ended. */
  #kept: { raw: RawClient; br: BufioReader } | null = null;
  /** The request before; it settles when that has its answer. */
  #before: Promise<unknown> = Promise.resolve();

  private constructor(connect: () => Promise<RawClient>) {
    this.#connect = connect;
  }

  static async start(stage: Stage<object>): Promise<Back> {
    const handler: Handler = async (w, r) => {
      const { bytes, error } = await readAll(r.body);
      if (error !== null) return;
      const line = account(r.method, r.url.path, bytes);
      stage.log(`behind: ${line}`);
      await w.write(line);
    };
    const listener = await stage.network.listen({ host: "127.0.0.1", port: 0 });
    const server = new Server({ handler, clock: stage.clock });
    const serving = server.serve(listener).catch(() => {});
    stage.atEnd(() => {
      server.close();
      return serving;
    });
    return new Back(async () => {
      const raw = await RawClient.dial(stage.network, listener.addr);
      stage.atEnd(() => raw.close());
      return raw;
    });
  }

  /** Sends a request on the one connection, when the one before has its answer, and reads an answer. */
  ask(request: Uint8Array | string): Promise<Answer> {
    const bytes = typeof request === "string" ? new TextEncoder().encode(request) : request;
    const answer = this.#before.then(() => this.#exchange(bytes));
    this.#before = answer.catch(() => {});
    return answer;
  }

  async #exchange(bytes: Uint8Array): Promise<Answer> {
    if (this.#kept === null) {
      const raw = await this.#connect();
      this.#kept = { raw, br: new BufioReader(raw.conn) };
    }
    const { raw, br } = this.#kept;
    await raw.send(bytes);
    const { status, body, close } = await readAnswer(br);
    if (close) {
      raw.close();
      this.#kept = null;
    }
    return { status: status ?? 502, body };
  }
}
