/**
 * A handler as Deno.serve and Bun.serve want it: a Request comes, a Response goes. What is written before the first flush
 * is answered as one body; behind a flush the body is a stream.
 *
 * @module
 */

import { concatBytes } from "../../bytes.ts";
import { panicValue } from "../../http/server/panic.ts";
import type { ServerOptions } from "../../http/server/server.ts";
import { requestOf } from "./other_request.ts";
import { OtherWriter } from "./other_writer.ts";

/** The part of a fetch Request that is used. */
export interface FetchRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Iterable<readonly [string, string]>;
  readonly body: AsyncIterable<Uint8Array> | null;
  readonly signal: AbortSignal;
}

/** Answers a request with a lab's handler. */
export function answer(
  { handler, trace }: ServerOptions,
  request: FetchRequest,
  remoteAddr: string,
  conn: number,
): Promise<Response> {
  const { method, url, headers, body, signal } = request;
  const target = url.slice(url.indexOf("/", url.indexOf("//") + 2));
  trace?.emit("server.request", conn, { method, target, proto: "HTTP/1.1" });
  const r = requestOf({ method, target, version: "1.1", fields: headers, body, remoteAddr });
  let isRunning = true;
  signal.addEventListener("abort", () => {
    if (isRunning && r.cancel()) trace?.emit("handler.abort", conn, {});
  });
  return new Promise((resolve, reject) => {
    const w = new FetchWriter(resolve, trace, conn);
    const run = async (): Promise<void> => {
      trace?.emit("handler.start", conn, { method, target });
      try {
        await handler(w, r);
        trace?.emit("handler.return", conn, { error: null });
        await w.end();
      } catch (err) {
        trace?.emit("handler.return", conn, { error: panicValue(err) });
        // What the promise is rejected with, the server answers and logs in its own way.
        if (!w.fail(err)) reject(err as Error);
      } finally {
        isRunning = false;
      }
    };
    void run();
  });
}

/** Collects what is written, until it has to leave. */
class FetchWriter extends OtherWriter {
  readonly #answer: (response: Response) => void;
  #held: Uint8Array[] = [];
  /** The stream's end that is written to; `null` before the first flush. */
  #stream: WritableStreamDefaultWriter<Uint8Array> | null = null;

  constructor(answerWith: (response: Response) => void, ...base: ConstructorParameters<typeof OtherWriter>) {
    super(...base);
    this.#answer = answerWith;
  }

  protected async send(p: Uint8Array): Promise<void> {
    const copy = p.slice();
    if (this.#stream === null) this.#held.push(copy);
    else await this.#stream.write(copy);
  }

  protected async push(): Promise<void> {
    if (this.#stream !== null) return await this.#stream.ready;
    const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
    const stream = writable.getWriter();
    stream.closed.catch(() => {}); // whoever writes is told
    this.#stream = stream;
    this.#answer(new Response(readable, this.#init()));
    if (this.#held.length > 0) await stream.write(concatBytes(this.#held));
  }

  async end(): Promise<void> {
    if (this.#stream !== null) return await this.#stream.close().catch(() => {});
    const body = concatBytes(this.#held);
    this.#answer(new Response(body.length === 0 ? null : body, this.#init()));
  }

  /** Cuts an answer that has begun. @returns whether it had */
  fail(err: unknown): boolean {
    if (this.#stream === null) return false;
    this.#stream.abort(err).catch(() => {});
    return true;
  }

  #init(): ResponseInit {
    const headers = new Headers();
    for (const [name, values] of this.header) for (const value of values) headers.append(name, value);
    return { status: this.status, headers };
  }
}
